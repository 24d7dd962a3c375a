import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.formats.qr_text import QrFault, decode_digits, decode_qr_text, encode_qr_text

ADDRESS = "https://verifier.example"
OURS = frozenset({ADDRESS, "http://127.0.0.1:8000"})


@given(st.binary(max_size=600))
def test_credential_survives_the_qr_text(credential: bytes) -> None:
    text = encode_qr_text(credential, address=ADDRESS).text()

    assert text.startswith("https://verifier.example/v#")
    assert decode_qr_text(text, addresses=OURS) == credential


def test_six_hundred_bytes_make_at_most_1448_digits() -> None:
    assert len(encode_qr_text(b"\xff" * 600, address=ADDRESS).digits) <= 1448


@pytest.mark.parametrize(
    "address",
    [
        "https://verifier.example.evil.example",
        "https://verifier.example@evil.example",
        "https://evil.example/https://verifier.example",
        "http://verifier.example",
        "https://verifier.example:444",
        "https://verifier.example/",
        "https://verifier.example./x",
        "HTTPS://VERIFIER.EXAMPLE",
        "https://vеrifier.example",  # a Cyrillic е
        " https://verifier.example",
        "javascript:verifier.example",
        "",
    ],
)
def test_any_other_address_is_foreign(address: str) -> None:
    assert decode_qr_text(f"{address}/v#123", addresses=OURS) is QrFault.FOREIGN_ADDRESS


def test_other_texts_are_foreign() -> None:
    for text in ("", "123", ADDRESS, f"{ADDRESS}/v", f"{ADDRESS}/w#1", "x" * 100_000):
        assert decode_qr_text(text, addresses=OURS) is QrFault.FOREIGN_ADDRESS


@pytest.mark.parametrize(
    "digits",
    ["", "0", "01", "2", "256 ", "+257", "2_57", "２５７", "-257", "512", "1" + "0" * 1448, "x"],
)
def test_digits_that_are_no_credential_are_refused(digits: str) -> None:
    assert decode_digits(digits) is QrFault.NO_CREDENTIAL
    assert decode_qr_text(f"{ADDRESS}/v#{digits}", addresses=OURS) is QrFault.NO_CREDENTIAL


@given(st.text(alphabet="0123456789", max_size=1500))
def test_one_text_for_each_credential(digits: str) -> None:
    credential = decode_digits(digits)

    if not isinstance(credential, QrFault):
        assert encode_qr_text(credential, address=ADDRESS).digits == digits
