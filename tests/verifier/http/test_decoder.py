"""The scanner's decoder: locked by hash, from no named place, carried by the wheel."""

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.scanners import require_decoder
from tests.support.web import make_app
from tests.support.world import World
from verifier.http import app
from verifier.http.app import DECODER_FILE
from verifier.kit.folder import CHECKER

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "verifier" / "http" / "decoder"


def test_lock_has_a_hash_for_each_package_and_names_no_host() -> None:
    text = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}

    assert "node_modules/zxing-wasm" in packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert re.findall(r"https?:|resolved", text) == []


def test_decoder_is_served_as_what_it_is(world: World) -> None:
    require_decoder()
    client = make_app(world).test_client()
    (program,) = DECODER_FILE.parent.glob("*.wasm")

    for name, kind in ((program.name, "application/wasm"), ("decoder.js", "text/javascript")):
        with client.get(f"/static/decoder/{name}") as response:
            assert response.status_code == 200
            assert response.mimetype == kind
            assert response.headers["Cache-Control"].startswith("public")
    assert 'data-decoder="/static/decoder/decoder.js?v=' in client.get("/scanner").text


def test_verifier_without_the_decoder_has_the_page_all_the_same(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "DECODER_FILE", tmp_path / "not-here.js")

    page = make_app(world).test_client().get("/scanner")

    assert page.status_code == 200
    assert 'data-decoder=""' in page.text
    assert 'id="text"' in page.text


def test_installed_package_carries_the_decoder(tmp_path: Path) -> None:
    require_decoder()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]

    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert "verifier/http/static/decoder/decoder.js" in names
    assert any(name.endswith(".wasm") for name in names)
    if (CHECKER / "checker.js").is_file():
        assert {"verifier/kit/checker/index.html", "verifier/kit/checker/checker.js"} <= {*names}
    assert "verifier/http/templates/scanner.html" in names
    assert not any("node_modules" in name for name in names)
