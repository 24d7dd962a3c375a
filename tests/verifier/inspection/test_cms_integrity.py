"""Whether a PDF signature still fits its file."""

import pytest

from tests.support.foreign_signatures import sign_as_stranger, stranger_contents
from tests.support.forgeries import (
    inspected,
    page_of,
    visible,
)
from verifier.inspection.cms_integrity import is_intact


def test_strangers_signature_is_whole_until_a_byte_changes() -> None:
    signed = sign_as_stranger(page_of(visible("Bonjour", left=60, bottom=700)))

    assert inspected(signed).signatures
    assert all(not one.is_broken for one in inspected(signed).signatures)

    changed = signed.replace(b"ReportLab", b"ReportLob", 1)

    assert changed != signed
    assert any(one.is_broken for one in inspected(changed).signatures)


@pytest.mark.parametrize(
    ("contents", "byte_range"),
    [(b"", (0, 1, 2)), (b"", (0, 1, 2, -1)), (b"", (0, 1, 2, 3)), (b"0\x82\x01\x00", (0, 1, 2, 3))],
)
def test_what_is_no_signature_is_not_intact(contents: bytes, byte_range: tuple[int, ...]) -> None:
    assert not is_intact(contents, byte_range=byte_range, file=b"abcdef")


def test_algorithm_that_is_unknown_here_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotImplementedError

    contents, byte_range, file = stranger_contents()
    monkeypatch.setattr("pyhanko.sign.validation.generic_cms.validate_sig_integrity", refuse)

    assert is_intact(contents, byte_range=byte_range, file=file)
