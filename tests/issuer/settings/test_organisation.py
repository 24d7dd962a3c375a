import io
from pathlib import Path

import pytest
from PIL import Image

from attestation.errors import ConfigurationError
from issuer.document.letterhead import prove_fits
from issuer.settings.letterhead import read_letterhead
from issuer.settings.organisation import Letterhead
from runtime.settings_file import parse_deployment

ADDRESS = "https://verifier.example"
MINIMAL = """
[organisation]
name = "Maison des Passages"
place = "Bruxelles"
[organisation.coordinator]
name = "Claire Vandenbossche"
"""


def read(settings: str, *, folder: Path = Path(), address: str = ADDRESS) -> Letterhead:
    toml = MINIMAL.replace("[organisation]", f"[organisation]\n{settings}", 1)
    letterhead = read_letterhead(parse_deployment(toml, folder=folder))
    prove_fits(letterhead, address=address)
    return letterhead


def write_picture(path: Path, *, size: tuple[int, int] = (300, 100), mode: str = "RGBA") -> None:
    Image.new(mode, size, "#1D4E6B").save(path)


def test_name_place_and_coordinator_are_enough() -> None:
    organisation = read("").organisation

    assert organisation.coordinator.role == "Coordination"
    assert organisation.legal_mention.startswith("Attestation délivrée")


@pytest.mark.parametrize(
    ("settings", "setting", "problem"),
    [
        ('colour = "#000000"', "organisation.colour", "réglage inconnu"),
        (
            'accent_colour = "blue"',
            "organisation.accent_colour",
            "une couleur est attendue",
        ),
        ('accent_colour = "#FFD54F"', "organisation.accent_colour", "trop pâle"),
        (
            'statement = "a suivi {percent} %"',
            "organisation.statement",
            "inconnu ; connus : {hours}, {s",
        ),
        ('statement = "a suivi {hours"', "organisation.statement", "{hours est inconnu"),
        ('legal_mention = ""', "organisation.legal_mention", "au moins 1 caractère"),
        ('legal_mention = "認定"', "organisation.legal_mention", "pas le caractère U+8A8D"),
        ('funders = ["a", "b", "c", "d", "e", "f", "g"]', "organisation.funders", "au plus 6"),
        ('language = "es"', "organisation.language", "'fr'"),
        (
            f'address = ["{"W" * 80}", "{"W" * 80}", "{"W" * 80}"]',
            "organisation",
            "ne tient pas en tête",
        ),
    ],
)
def test_bad_setting_is_named(settings: str, setting: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(settings)

    assert caught.value.setting == setting
    assert problem in caught.value.problem


def test_colour_that_can_be_read_on_white_is_taken() -> None:
    assert read('accent_colour = "#8A1C3B"').organisation.accent_colour == "#8A1C3B"


def test_missing_name_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_letterhead(parse_deployment("", folder=Path()))

    assert caught.value.setting == "organisation.name"


def test_address_too_long_for_the_largest_credential_is_refused_before_anything_is_issued() -> None:
    with pytest.raises(ConfigurationError, match="version 21, au-delà de 20"):
        read("", address=f"https://{'a' * 60}.example")


def test_line_breaks_of_a_setting_count_as_spaces_but_no_break_spaces_stay() -> None:
    organisation = read('legal_mention = """Une mention\n  sur deux lignes\u00a0;"""').organisation

    assert organisation.legal_mention == "Une mention sur deux lignes\u00a0;"


def test_decomposed_letters_are_composed() -> None:
    assert read('legal_mention = "e\u0301"').organisation.legal_mention == "é"


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg"])
def test_logo_is_found_beside_the_settings(tmp_path: Path, name: str) -> None:
    write_picture(tmp_path / name, mode="RGB")

    logo = read(f'logo = "{name}"', folder=tmp_path).logo

    assert logo is not None
    assert (logo.width_pixels, logo.height_pixels) == (300, 100)


def test_logo_loses_its_transparency_to_white(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "logo.png")

    logo = read('logo = "logo.png"', folder=tmp_path).logo

    assert logo is not None
    assert logo.palette[:3] == b"\xff\xff\xff"


def test_busy_logo_is_made_small_enough(tmp_path: Path) -> None:
    Image.effect_noise((1500, 1000), 90).convert("RGB").save(tmp_path / "logo.png")

    logo = read('logo = "logo.png"', folder=tmp_path).logo

    assert logo is not None
    assert len(logo.compressed_pixels) <= 16_000


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "illisible"),
        (b"", "PNG ou JPEG"),
        (b"<svg/>", "PNG ou JPEG"),
        (b"x" * 5_000_001, "dépasse 5 Mo"),
    ],
)
def test_bad_logo_is_refused(tmp_path: Path, content: bytes | None, problem: str) -> None:
    if content is not None:
        (tmp_path / "logo.png").write_bytes(content)

    with pytest.raises(ConfigurationError, match=problem) as caught:
        read('logo = "logo.png"', folder=tmp_path)

    assert caught.value.setting == "organisation.logo"


def test_truncated_logo_is_refused(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(picture, "PNG")
    (tmp_path / "logo.png").write_bytes(picture.getvalue()[:2000])

    with pytest.raises(ConfigurationError, match="PNG ou JPEG"):
        read('logo = "logo.png"', folder=tmp_path)


def test_huge_logo_is_refused_before_it_is_unfolded(tmp_path: Path) -> None:
    Image.new("1", (5000, 5000)).save(tmp_path / "logo.png")

    with pytest.raises(ConfigurationError, match="dépasse 16 mégapixels"):
        read('logo = "logo.png"', folder=tmp_path)
