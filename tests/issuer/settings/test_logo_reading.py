import io
import json
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from attestation.errors import ConfigurationError
from issuer.settings import logo_reading
from issuer.settings.logo import MAX_LOGO_FILE_BYTES, prepare_logo
from issuer.settings.logo_child import encode_logo
from issuer.settings.logo_reading import decode_logo, is_whole, read_logo
from tests.support.replaced_children import as_child


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 100)) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_child_gives_the_logo_that_the_settings_file_would(kind: str) -> None:
    content = picture(kind)

    assert read_logo(content, setting="logo") == prepare_logo(content, setting="logo")


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(ConfigurationError, match="PNG ou JPEG"):
        read_logo(picture(kind), setting="logo")


def test_file_over_the_limit_never_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    as_child(monkeypatch, "raise SystemExit(1)")

    with pytest.raises(ConfigurationError, match="5 Mo"):
        read_logo(bytes(MAX_LOGO_FILE_BYTES + 1), setting="logo")


def test_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logo_reading, "BOUNDS", replace(logo_reading.BOUNDS, seconds=0.2))
    as_child(monkeypatch, "import signal; signal.pause()")

    with pytest.raises(ConfigurationError, match="ne peut pas être lue"):
        read_logo(picture(), setting="logo")


def test_child_that_was_taken_over_gives_no_logo() -> None:
    whole = encode_logo(prepare_logo(picture(), setting="logo"))
    answers: list[object] = [
        [], {}, "logo", None, {"refusal": 7}, {"refusal": "x" * 200},
        {**whole, "more": 1}, {**whole, "width": "320"}, {**whole, "width": 100_000},
        {**whole, "palette": "é"}, {**whole, "pixels": "####"}, {**whole, "height": 0},
    ]  # fmt: skip

    for answer in answers:
        with pytest.raises(ConfigurationError, match="ne peut pas être lue"):
            decode_logo(json.dumps(answer).encode(), setting="logo")
    for raw in (b"", b"\xff", b"{" * 10):
        with pytest.raises(ConfigurationError, match="ne peut pas être lue"):
            decode_logo(raw, setting="logo")


def test_logo_is_whole_or_none() -> None:
    logo = prepare_logo(picture(), setting="logo")
    pixels = zlib.decompress(logo.compressed_pixels)
    colours = len(logo.palette) // 3

    assert is_whole(logo)
    for broken in (
        replace(logo, palette=logo.palette[:-1]),
        replace(logo, palette=b""),
        replace(logo, palette=bytes(3 * 65)),
        replace(logo, width_pixels=logo.width_pixels - 1),
        replace(logo, height_pixels=logo.height_pixels + 1),
        replace(logo, compressed_pixels=b"not zlib"),
        replace(logo, compressed_pixels=logo.compressed_pixels[:-4]),
        replace(logo, compressed_pixels=zlib.compress(pixels + b"\0")),
        replace(logo, compressed_pixels=zlib.compress(bytes([colours]) + pixels[1:])),
        replace(logo, compressed_pixels=zlib.compress(bytes(1 << 24))),
        replace(logo, compressed_pixels=zlib.compress(pixels, 0) + bytes(14_000)),
    ):
        assert not is_whole(broken)
