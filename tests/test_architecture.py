"""The rules that the tree, the documents and the style sheets keep."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "attestation",
    "runtime",
    "keys",
    "register",
    "pdf",
    "web",
    "issuer",
    "verifier",
    "operations",
)
MOST_LINES = 400


def modules() -> list[Path]:
    folders = (*PACKAGES, "tests", "examples", "benchmarks", "release")
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def test_no_module_is_past_400_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in modules()
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }

    assert long == {}


def test_attestation_opens_no_file() -> None:
    # import-linter watches the imports; this is what a module can do without one.
    for file in (ROOT / "attestation").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"open", "input", "print", "Path"}, file
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"now", "today", "utcnow", "read_text", "read_bytes"}, file


def test_each_threat_and_each_promise_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    promises = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page + promises))
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^ *def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
    }

    assert named - written == set()
    for row in re.findall(r"^\| [A-Z]\d+ \|.*$", page, re.M):
        assert "`test_" in row or "accepted" in row or "contract" in row, row
    for row in re.findall(r"^\| U\d+ \|.*$", promises, re.M):
        assert "`test_" in row, row


def test_documents_lead_to_files_and_headings_that_exist() -> None:
    linked = re.compile(r"""(?:\]\(|src=")(?!https?:)([^)#"\s]*)(?:#([^)"\s]+))?""")
    missing = []
    guides = (ROOT / "issuer" / "desk" / "guide").glob("*.md")
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *guides]:
        for target, heading in linked.findall(page.read_text(encoding="utf-8")):
            file = page.parent / target if target else page
            if not file.exists() or (heading and heading not in _headings(file)):
                missing.append((page.name, target, heading))

    assert missing == []


def _headings(page: Path) -> set[str]:
    """Return a page's headings as addresses name them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_verifier_touches_a_private_key_in_one_module_alone() -> None:
    # import-linter knows packages from outside as a whole; this looks at each name.
    touches = re.compile(r"private_?(key|numbers|bytes|value|format)|pkcs12", re.IGNORECASE)
    found = set()
    for file in sorted((ROOT / "verifier").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module=module, names=aliases):
                    names = [module or "", *(alias.name for alias in aliases)]
                case ast.Import(names=aliases):
                    names = [alias.name for alias in aliases]
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    names = [name]
                case _:
                    names = []
            if any(touches.search(name) for name in names):
                found.add(str(file.relative_to(ROOT)))

    assert found == {"verifier/receipt/key.py"}


def test_no_key_material_is_in_the_repository() -> None:
    key = re.compile(rb"PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}")
    for file in [*modules(), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").iterdir()]:
        if file.is_file():
            assert not key.search(file.read_bytes()), file


def test_no_merge_is_left_half_done() -> None:
    texts = [*modules(), *ROOT.glob("*.*"), *(ROOT / "docs").rglob("*.md")]
    marker = re.compile(rb"^(<{7} |>{7} )", re.MULTILINE)

    assert [file for file in texts if file.is_file() and marker.search(file.read_bytes())] == []


def test_each_decision_stands_in_the_index_under_its_title() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.glob("[0-9]*.md"):
        title = file.read_text(encoding="utf-8").partition("\n")[0]
        assert f"[{title[8:]}]({file.name})" in index, file.name


def test_each_decision_has_its_head_and_keeps_to_a_page() -> None:
    for file in (ROOT / "docs" / "adr").glob("[0-9]*.md"):
        text = file.read_text(encoding="utf-8")
        number = file.name[:4]
        head = rf"# {number}\. .+\n\nStatus: .+\nDate: \d{{4}}-\d\d-\d\d\nSupersedes: .+\n"
        assert re.match(head, text), file.name
        assert len(text.split()) < 700, file.name


def test_each_reference_to_a_decision_leads_to_one() -> None:
    written = {file.name[:4] for file in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
    reference = re.compile(r"\bADR[ -]((?:\d+(?:, | and )?)+)|\badr/(\d+)")
    pages = [*modules(), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for file in [*pages, ROOT / "pyproject.toml"]:
        for several, one in reference.findall(file.read_text(encoding="utf-8")):
            assert set(re.findall(r"\d+", several or one)) <= written, file


def product_folders() -> set[str]:
    return {
        str(file.parent.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if file.name != "__init__.py" and file.parent.name != "migrations"
    }


def test_each_folder_has_its_line_in_the_map() -> None:
    page = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")

    assert product_folders() - set(re.findall(r"^\| `(\S+)/` \|", page, re.M)) == set()


def test_functions_that_the_map_links_are_defined_there() -> None:
    page = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    links = re.findall(r"\[`([\w.]+)`\]\(\.\./(\S+\.py)\)", page)

    assert len(links) > 20
    for name, file in links:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"def {name.split('.')[-1]}\(", source), (name, file)


def test_files_that_documents_name_exist() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        if page.name == "CHANGELOG.md":  # says what was, under its name of then
            continue
        for path in re.findall(r"`((?:\w+/)+\w+\.(?:py|toml|css|js))`", page.read_text("utf-8")):
            assert any((ROOT / at / path).exists() for at in ("", "tests", "verifier")), (
                page,
                path,
            )


def test_threats_are_numbered_in_order() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    ids = re.findall(r"^\| ([A-Z])(\w+) \|", page, re.M)
    for letter in {letter for letter, _ in ids}:
        numbers = [number for one, number in ids if one == letter]
        assert numbers == [str(number + 1) for number in range(len(numbers))], letter
