import pytest
from fontTools.ttLib import TTFont

from pdf.fonts import FOLDER, METRICS, Face
from tests.setup.fonts import build, write_metrics


@pytest.fixture(scope="module")
def built() -> dict[Face, tuple[bytes, dict[str, object]]]:
    return {face: build(face) for face in Face}


def test_shipped_fonts_are_what_make_fonts_writes(
    built: dict[Face, tuple[bytes, dict[str, object]]],
) -> None:
    metrics = {face.name: of_face for face, (_, of_face) in built.items()}

    assert {face: face.file.read_bytes() for face in Face} == {
        face: program for face, (program, _) in built.items()
    }
    assert (FOLDER / METRICS).read_text(encoding="utf-8") == write_metrics(metrics)


@pytest.mark.parametrize("face", Face)
def test_changed_font_does_not_bear_the_reserved_name(face: Face) -> None:
    licence = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    with TTFont(face.file) as font:
        names = [str(record) for record in font["name"].names]

    assert "with Reserved Font Name 'Source'" in licence
    assert names
    assert not any("Source" in name for name in names)
