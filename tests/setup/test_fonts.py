import json

import pytest
from fontTools.ttLib import TTFont

from pdf.fonts import FOLDER, METRICS, Face
from tests.setup.fonts import build, write_metrics
from tests.support.sweeps import sweep


@pytest.fixture(scope="module")
def built() -> dict[Face, tuple[bytes, dict[str, object]]]:
    return {face: build(face) for face in sweep(list(Face), reduced=list(Face)[:1])}


def test_shipped_fonts_are_what_make_fonts_writes(
    built: dict[Face, tuple[bytes, dict[str, object]]],
) -> None:
    kept = json.loads((FOLDER / METRICS).read_text(encoding="utf-8"))

    assert set(kept) == {face.name for face in Face}
    for face, (program, metrics) in built.items():
        assert face.file.read_bytes() == program
        assert write_metrics(kept[face.name]) == write_metrics(metrics)


@pytest.mark.parametrize("face", Face)
def test_changed_font_does_not_bear_the_reserved_name(face: Face) -> None:
    licence = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    with TTFont(face.file) as font:
        names = [str(record) for record in font["name"].names]

    assert "with Reserved Font Name 'Source'" in licence
    assert names
    assert not any("Source" in name for name in names)
