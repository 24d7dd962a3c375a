"""``attest-issuer log``."""

from attestation.formats.signed_note import (
    log_verifier_key,
)
from tests.support.logged_desks import LoggedDesk, desk, made
from tests.support.logs import ORIGIN

__all__ = ["desk", "made"]  # pytest finds them here


def test_command_extends_asks_and_says_so(desk: LoggedDesk) -> None:
    out = desk("log", "extend")

    assert f"3 déclarations sous {ORIGIN}" in out
    assert "rien de nouveau" in desk("log", "extend")
    (log,) = desk.keys.trust().logs.values()
    assert desk("log", "key").strip() == log_verifier_key(ORIGIN, log.public_key).encode()
