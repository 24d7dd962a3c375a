"""Write the desk's catalogues anew out of the code and the templates: ``make catalogues``.

One file for each folder that has messages, in ``issuer/desk/translations/<language>/``.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from issuer.desk.language import LOCALES, SOURCE, read_catalogue
from tests.setup.catalogues import ROOT, as_text

FOLDER = ROOT / "issuer/desk/translations"
FOLDERS = ("issuer", "runtime")  # what reads settings knows no sentences: it marks its texts
KEYWORDS = {
    "sentence": None,
    "counted": (1, 2),
    "problem_words": None,
    "_": None,
    "_n": (1, 2),
}
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.svg", "jinja2")]


def messages() -> dict[str, Catalog]:
    """Return every message of the desk's pages by the file of the catalogue that has it."""
    catalogues: dict[str, Catalog] = {}
    seen: dict[str, Catalog] = {}
    found = (
        (f"{folder}/{name}", line, message, comments)
        for folder in FOLDERS
        for name, line, message, comments, _ in extract_from_dir(
            ROOT / folder, _METHODS, keywords=KEYWORDS
        )
    )
    for name, _, message, comments in sorted(found, key=lambda one: one[:2]):
        # What two folders say is in the catalogue of the first.
        own = catalogues.setdefault(_area(Path(name)), Catalog(charset="utf-8"))
        catalogue = seen.setdefault(str(message), own)
        catalogue.add(message, None, locations=[(name, 0)], auto_comments=comments)
    return {area: catalogue for area, catalogue in catalogues.items() if len(catalogue)}


def updated(language: str) -> dict[str, bytes]:
    """Return the catalogues of ``language`` by file name, with what the code says and no more."""
    known = read_catalogue(language)
    files = {}
    for area, catalogue in messages().items():
        catalogue.locale = LOCALES[language]
        for message in catalogue:
            if message.id and message.id in known:
                catalogue[message.id].string = known[message.id].string
        files[f"{area}.po"] = as_text(catalogue, locale=LOCALES[language])
    return files


def _area(source: Path) -> str:
    """Return the folder's name: ``workbook``; inside the desk ``views`` or ``templates``."""
    package, *folders, _ = source.parts
    if folders[:1] == ["desk"]:
        folders = folders[1:] or folders
    return folders[0] if folders else package


if __name__ == "__main__":
    for language in set(LOCALES) - {SOURCE}:
        wanted = updated(language)
        for file in (FOLDER / language).glob("*.po"):
            if file.name not in wanted:
                file.unlink()
        for name, content in wanted.items():
            (FOLDER / language / name).write_bytes(content)
