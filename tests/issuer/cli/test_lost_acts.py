"""What the command says of a restored register: what is lost, and what to do."""

from pathlib import Path

from attestation.facts import Number
from issuer.cli.main import main
from issuer.lifecycle.withdrawal import withdraw
from tests.support.commands import run
from tests.support.restored_deployments import REASON, Deployment, deployment, published

__all__ = ["deployment"]  # pytest finds them here


def test_command_says_what_is_lost_and_what_to_do(deployment: Deployment, tmp_path: Path) -> None:
    deployment.back_up()
    withdraw(deployment.context, Number("AC-2026-0001"), reason="erreur", who="ines")
    deployment.action()
    (tmp_path / "list").write_bytes(published(deployment.context)[0])
    (tmp_path / "head").write_bytes(deployment.witness())
    deployment.restore()
    command = ("--config", deployment.config, "register", "accept-restore", "--reason", REASON)

    missing = run(main, *command, "--status-list", tmp_path / "none")
    done = run(
        main, *command, "--status-list", tmp_path / "list", "--checkpoint", tmp_path / "head"
    )

    assert missing.exit_code == 2
    assert done.exit_code == 0, done.err
    assert "AC-2026-0002 à AC-2026-1001" in done.out
    assert "AC-2026-0001 est condamnée" in done.out
    assert "Un témoin a vu 1 déclaration" in done.out
    assert "attest-issuer publish" in done.out


def test_command_without_a_list_says_where_one_is(deployment: Deployment) -> None:
    deployment.back_up()
    deployment.restore(without_head=True)

    done = run(
        main, "--config", deployment.config, "register", "accept-restore", "--reason", REASON
    )

    assert done.exit_code == 0, done.err
    assert "--status-list" in done.out
