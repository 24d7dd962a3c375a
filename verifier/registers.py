"""What a check asks of a register, and which of several registers is asked."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.credential import StatusReference
from attestation.verdict.verify import RegisterEvidence


class Register(Protocol):
    """What a verifier asks of a register (``register.lookup.Lookup``), or of another verifier."""

    def credential_by_code(self, code: Code, /) -> bytes | None:
        """Return the credential with ``code``."""
        ...

    def credential_by_number(self, number: Number, /) -> bytes | None:
        """Return the credential that is kept under ``number``."""
        ...

    def credential_by_digest(self, digest: bytes, /) -> bytes | None:
        """Return the credential of the document with ``digest``."""
        ...

    def document(self, digest: bytes, /) -> bytes | None:
        """Return the document whose SHA-256 is ``digest``, if it is stored and may be read."""
        ...

    def evidence(self, code: Code, /, *, status_uri: str) -> RegisterEvidence:
        """Return what is on record about ``code``; without a uri, all but the status list."""
        ...

    def evidence_of_status(self, code: Code, status: StatusReference, /) -> RegisterEvidence:
        """Return what decides about the status of ``code``; the rest may be left out."""
        ...

    def status_list(self, list_number: int, /, *, uri: str = "") -> bytes | None:
        """Return a published Status List Token, for ``uri`` where there is one."""
        ...


def credential_by_code(registers: Iterable[Register], code: Code) -> bytes | None:
    """Return the credential with ``code`` from the first register that has it.

    Raises:
        RegisterError: none has it, and one does not answer: it may be there.
    """
    failure: RegisterError | None = None
    for register in registers:
        try:
            found = register.credential_by_code(code)
        except RegisterError as error:
            failure = error
        else:
            if found is not None:
                return found
    if failure is not None:
        raise failure
    return None


def credential_by_digest(own: Register, others: Iterable[Register], digest: bytes) -> bytes | None:
    """Return the credential of the document with ``digest``.

    Raises:
        RegisterError: the ``own`` register does not answer. Of the others nothing is lost: what the
            file itself shows leads to the same register, and to the same answer.
    """
    stored = own.credential_by_digest(digest)
    for register in others:
        if stored is None:
            with suppress(RegisterError):
                stored = register.credential_by_digest(digest)
    return stored


class NoRegister:
    """The register of a verifier that has sources alone."""

    def credential_by_code(self, _code: Code, /) -> None:
        """Return None."""

    def credential_by_number(self, _number: Number, /) -> None:
        """Return None."""

    def credential_by_digest(self, _digest: bytes, /) -> None:
        """Return None."""

    def document(self, _digest: bytes, /) -> None:
        """Return None."""

    def evidence(self, _code: Code, /, **_uri: str) -> RegisterEvidence:
        """Return no evidence."""
        return RegisterEvidence(status_list=None, statements=())

    def evidence_of_status(self, _code: Code, _status: StatusReference, /) -> RegisterEvidence:
        """Return no evidence."""
        return RegisterEvidence(status_list=None, statements=())

    def status_list(self, _number: int, /, **_uri: str) -> None:
        """Return None."""

    def status_lists(self) -> list[bytes]:
        """Return none."""
        return []

    def checkpoint(self) -> None:
        """Return None."""

    def codes(self) -> list[Code]:
        """Return none."""
        return []
