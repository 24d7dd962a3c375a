"""``attest-verifier``: answers in order, for people or programs, and one number at the end."""

from click.testing import CliRunner

from attestation.errors import ConfigurationError, RegisterError, TrustStoreError
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Finding
from tests.support.verifier_commands import check
from tests.support.world import World
from verifier.cli import main as cli
from verifier.cli.check import exit_code
from verifier.translations.catalogue import LANGUAGES


def test_nothing_to_check_is_wrong_usage(world: World) -> None:
    assert check(world).exit_code == 2


def test_help_speaks_french_and_tells_the_exit_codes() -> None:
    text = CliRunner().invoke(cli.cli, ["check", "--help"]).output

    assert "Code de sortie" in text
    assert set(LANGUAGES) == {"fr", "nl", "de", "en"}


def test_errors_have_the_exit_codes_of_the_design() -> None:
    assert ConfigurationError("a", "b").exit_code == 2
    assert TrustStoreError("a").exit_code == RegisterError("a").exit_code == 3
    assert exit_code([]) == 0
    assert exit_code([Finding(verdict=CannotCheck(reason=Obstacle.FAILED), looked_at=None)]) == 3
