"""What was set up is started, and what does not start is named."""

from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from operations.setup.start import FACES, TIMERS, run_command, start
from tests.support.setups import set_up


def test_services_and_timers_are_started_and_the_site_is_enabled(tmp_path: Path) -> None:
    given: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> int:
        given.append(command)
        return 0

    (tmp_path / "sites").mkdir()
    site = tmp_path / "attestation.conf"
    for _ in range(2):
        assert start(site, run=run, sites=tmp_path / "sites") == []

    assert (tmp_path / "sites" / site.name).readlink() == site
    assert ("systemctl", "enable", "--quiet", "--now", *FACES, *TIMERS) in given
    assert given[-1] == ("systemctl", "reload-or-restart", "nginx")


def test_what_does_not_start_is_named_for_a_person(tmp_path: Path) -> None:
    failed = start(tmp_path / "site", run=lambda command: 1, sites=tmp_path / "none")

    assert failed[0] == "systemctl daemon-reload"
    assert failed[1].startswith("systemctl enable")
    assert run_command(["/nowhere/at-all"]) == 127
    assert run_command(["true"]) == 0


def test_setup_of_a_whole_machine_says_what_did_not_start(tmp_path: Path) -> None:
    with (
        patch("operations.cli.setup._is_system", lambda prefix: True),
        patch("operations.cli.setup._hand_over", lambda made: None),
        patch("operations.cli.setup._SYSTEMD", tmp_path),
        patch("operations.cli.setup.CREDENTIAL_STORE", tmp_path / "credstore"),
        patch("operations.cli.setup.start", lambda site: ["nginx -t -q"]),
    ):
        done = set_up(tmp_path)
        assert done.exit_code == 1
        assert "  nginx -t -q\n" in done.out

        with patch("operations.cli.setup.start", lambda site: []):
            assert "il y a déjà" in set_up(tmp_path / "again").err

    secret = tmp_path / "credstore" / "attestation.passphrase"
    assert secret.stat().st_mode & 0o777 == 0o600
    settings = (tmp_path / "root/srv/attestation/attestation.toml").read_text()
    assert f'passphrase_file = "{secret}"' in settings
    desk = (tmp_path / "root/etc/systemd/system/attest-desk.service").read_text()
    assert f"LoadCredential=attestation.passphrase:{secret}" in desk
