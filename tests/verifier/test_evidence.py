"""What a typed, pasted or scanned text is taken for; no address is ever followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.code import Code, code_from_entropy, format_code
from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.reasons import Gap
from verifier.evidence import (
    MAX_TEXT_CHARACTERS,
    ScannedCredential,
    TypedCode,
    imitates,
    is_address,
    read_fragment,
    read_qr_text,
    read_text,
)

HERE = "https://verifier.example"
ADDRESSES = frozenset({HERE, "https://former.example:8443"})
CODE = code_from_entropy(2**70 + 12345)
PRINTED = format_code(CODE)
QR = encode_qr_text(bytes(range(200)), address=HERE).text()


def test_qr_text_of_ours_is_a_credential() -> None:
    assert read_text(QR, addresses=ADDRESSES) == ScannedCredential(data=bytes(range(200)))


@pytest.mark.parametrize(
    "text",
    [
        QR.replace(HERE, "https://former.example:8443"),
        f"  {QR}\r\n",
        QR.removeprefix("https://"),
        QR.partition("#")[2],
        "#" + QR.partition("#")[2],
    ],
    ids=["former address", "a scanner's line end", "without scheme", "digits", "fragment"],
)
def test_qr_text_in_other_dress_is_the_same_credential(text: str) -> None:
    assert read_text(text, addresses=ADDRESSES) == ScannedCredential(data=bytes(range(200)))


@pytest.mark.parametrize(
    "spelling",
    [
        PRINTED,
        PRINTED.lower(),
        PRINTED.replace("-", ""),
        PRINTED.replace("-", " "),
        PRINTED.replace("-", " – "),
        PRINTED.replace("0", "o").replace("1", "l"),
        f"\t{PRINTED}\n",
    ],
)
def test_code_is_read_in_any_spelling(spelling: str) -> None:
    assert read_text(spelling, addresses=ADDRESSES) == TypedCode(code=CODE)


@pytest.mark.parametrize(
    "text",
    [
        QR.replace("verifier.example", "verifier.example.evil.example"),
        QR.replace("verifier.example", "verifier-example.be"),
        QR.replace("verifier.example", "verifier.examp1e"),
        QR.replace("verifier.example", "vérifier.example"),
        QR.replace("verifier.example", "verifіer.example"),  # a Cyrillic letter
        QR.replace("https://", "https://verifier.example@evil.example/"),
        QR.replace("https://verifier.example", "https://verifier.example:444"),
        QR.replace("https:", "http:"),
        QR.replace("https:", "HTTPS:"),
        QR.replace("https://", "https:/"),
        QR.replace("https://", "https:\\\\"),
        QR.replace("/v#", "/v/#"),
        QR.replace("/v#", "/v?#"),
        QR.replace("/v#", "//v#"),
        "javascript:alert(1)//https://verifier.example/v#1",
        "data:text/html,hello",
        "www.evil.example",
        "evil.example/v#" + QR.partition("#")[2],
        "https://verifier.example",
        "mailto:contact@passages.example",
        "contact@passages.example",
    ],
)
def test_other_address_is_named_as_suspicious(text: str) -> None:
    assert read_text(text, addresses=ADDRESSES) is Gap.FOREIGN_ADDRESS


@pytest.mark.parametrize(
    "number", ["AC-2026-0042", " ac-2026-0042 ", "AC‑2026‑0042", "N° AC-2026-0042"]
)
def test_number_alone_opens_nothing(number: str) -> None:
    assert read_text(number, addresses=ADDRESSES) is Gap.NUMBER_ONLY


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("", Gap.EMPTY),
        (" \n\t", Gap.EMPTY),
        ("bonjour", Gap.NOT_A_CODE),
        (PRINTED[:-1], Gap.NOT_A_CODE),
        (PRINTED + "A", Gap.NOT_A_CODE),
        ("x" * (MAX_TEXT_CHARACTERS + 1), Gap.NOT_A_CODE),
        (HERE + "/v#", Gap.NO_CREDENTIAL),
        (HERE + "/v#12", Gap.NO_CREDENTIAL),
        (HERE + "/v#0" + QR.partition("#")[2], Gap.NO_CREDENTIAL),
        ("9" * 2000, Gap.NO_CREDENTIAL),
    ],
)
def test_other_text_says_why(text: str, gap: Gap) -> None:
    assert read_text(text, addresses=ADDRESSES) is gap


@given(st.integers(0, 15), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_symbol_is_called_a_typing_error(place: int, symbol: str) -> None:
    mistyped = CODE[:place] + symbol + CODE[place + 1 :]

    evidence = read_text(mistyped, addresses=ADDRESSES)

    assert evidence is Gap.CODE_MISTYPED if mistyped != CODE else evidence == TypedCode(code=CODE)


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    evidence = read_text(text, addresses=ADDRESSES)

    assert isinstance(evidence, Gap | TypedCode | ScannedCredential)


def test_scanned_text_that_is_no_address_is_no_credential() -> None:
    wifi = "WIFI:T:WPA;S:maison;P:secret;;"

    assert read_qr_text("bonjour tout le monde", addresses=ADDRESSES) is Gap.NO_CREDENTIAL
    assert read_qr_text(wifi, addresses=ADDRESSES) is Gap.FOREIGN_ADDRESS


def test_fragment_is_digits_only() -> None:
    assert read_fragment("<script>") is Gap.NO_CREDENTIAL
    assert read_fragment("١٢٣") is Gap.NO_CREDENTIAL


def test_imitation_is_told_from_a_poster() -> None:
    assert imitates("https://verifier.examp1e/v#123", addresses=ADDRESSES)
    assert not imitates("https://www.maison.example/agenda", addresses=ADDRESSES)
    assert not imitates(QR, addresses=ADDRESSES)


def test_names_are_no_addresses() -> None:
    assert not is_address("Şükriye Ağaoğlu")
    assert not is_address(Code("0" * 16))
