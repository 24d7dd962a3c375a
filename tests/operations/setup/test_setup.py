"""``attest setup``: from a few answers to a deployment in which papers are issued and genuine."""

import re
import shutil
import subprocess
from pathlib import Path
from unittest.mock import patch

from issuer.desk.auth.invitations import accept, find_invited
from issuer.desk.auth.secret import open_secret
from keys.trust import load_trust_store
from tests.support.installations import attest, issue_more
from tests.support.issuer_contexts import open_issuer
from tests.support.setups import VERIFIER, passphrase, set_up
from tests.support.surroundings import FakeSurroundings


def test_paper_of_a_new_deployment_is_genuine_once_the_page_is_printed(config: Path) -> None:
    (config.parent / "page-de-secours.txt").unlink()
    make_first_account(config)
    assert issued(config) == ["AC-2026-0001"]
    assert attest(config, "backup").exit_code == 0
    assert attest(config, "drill").exit_code == 0
    world = FakeSurroundings(config, verifier=VERIFIER)

    with patch("operations.cli.doctor.surroundings", lambda: world):
        done = attest(config, "doctor", "--json")

    lines = done.json()
    assert [line for line in lines if line["state"] == "broken"] == []
    assert [line["words"] for line in lines if line["topic"] == "code QR"] == [
        f"dessiné, relu, et authentique à {VERIFIER}"
    ]
    # The root has a passphrase of its own, and the account that was made can be entered.
    looks = {line["topic"] for line in lines if line["state"] == "look"}
    assert looks <= {"sauvegardes", "lecteur QR"}


def test_new_deployment_has_a_public_log_from_its_first_night_on(config: Path) -> None:
    issued(config)

    done = attest(config, "upkeep", "--passphrase-file", config.parent / "passphrase")

    words = {line.split()[1] + line.split()[2]: line for line in done.out.splitlines() if line}
    assert "1 déclarations" in words["journalpublic"]
    (log,) = load_trust_store((config.parent / "trust.pem").read_bytes()).logs.values()
    assert log.origin == f"{VERIFIER.removeprefix('https://')}/log"


def make_first_account(config: Path) -> None:
    """Use the link that the setup shows."""
    context = open_issuer(config, passphrase=passphrase(config))
    secret = open_secret(config.parent / "desk.secret")
    token = shown_link(config).rpartition("/")[2]
    invited = find_invited(context, secret, token)
    assert invited is not None
    accept(context, secret, token, invited, password="un mot de passe assez long", step=1)  # noqa: S106
    assert find_invited(context, secret, token) is None
    context.register.dispose()


def shown_link(config: Path) -> str:
    said = (config.parents[2] / "said.txt").read_text()
    (link,) = re.findall(r"https://bureau\.passages-bxl\.be/invitation/\S+", said)
    return str(link)


def issued(config: Path) -> list[str]:
    with patch("tests.support.installations.open_issuer") as opener:
        opener.side_effect = lambda one: open_issuer(one, passphrase=passphrase(config))
        return list(issue_more(config, "AC-2026-10", 1))


def test_files_are_for_their_owner_alone(root: Path) -> None:
    folder = root / "srv" / "attestation"

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "attestation.toml").stat().st_mode & 0o777 == 0o640
    modes = {
        file.name: oct(file.stat().st_mode & 0o777)
        for file in folder.rglob("*")
        if file.is_file() and file.name not in {"attestation.toml", "trust.pem"}
    }
    assert set(modes.values()) == {"0o600"}, modes
    assert (root / "var/backups/attestation").stat().st_mode & 0o777 == 0o700


def test_recovery_page_has_all_that_nobody_can_find_again(root: Path) -> None:
    folder = root / "srv" / "attestation"
    page = (folder / "page-de-secours.txt").read_text()

    assert (folder / "passphrase").read_text().strip() in page
    assert (folder / "backup.key").read_text().strip() in page
    assert "Phrase secrète de la racine" in page
    assert "invitation" not in page
    # The root's passphrase is on paper alone.
    lines = page.splitlines()
    root_passphrase = lines[lines.index(next(x for x in lines if x.startswith("2."))) + 1].strip()
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "page-de-secours.txt":
            assert root_passphrase.encode() not in file.read_bytes(), file


def test_second_setup_changes_nothing(config: Path, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in config.parent.rglob("*") if file.is_file()}

    done = set_up(tmp_path)

    assert done.exit_code == 2
    assert "rien n’y est changé" in done.err
    assert {f: f.read_bytes() for f in config.parent.rglob("*") if f.is_file()} == before


def test_units_and_site_of_a_restored_folder_are_those_of_its_setup(config: Path) -> None:
    root = config.parents[2]
    etc = sorted(file for file in (root / "etc").rglob("*") if file.is_file())
    before = [one for file in etc for one in words_of(file)]
    shutil.rmtree(root / "etc")
    shutil.rmtree(root / "var")

    done = attest(None, "setup", "--again", "--prefix", root)

    assert done.exit_code == 0, done
    assert [one for file in etc for one in words_of(file)] == before
    assert (root / "var/backups/attestation").stat().st_mode & 0o777 == 0o700
    assert "invitation" not in done.out

    (config.parent / "attestation.toml").unlink()
    assert attest(None, "setup", "--again", "--prefix", root).exit_code == 2


def words_of(file: Path) -> list[str]:
    """Return a file's words without the folder below which it was set up."""
    return [re.sub(r"\S*?(?=/srv/attestation|/var/backups)", "", one)
            for one in file.read_text().split()]  # fmt: skip


def test_setup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/register"

    done = set_up(tmp_path, register_url=url)

    assert done.exit_code == 3
    assert "ne répond pas" in done.err
    assert list((tmp_path / "root" / "srv" / "attestation").iterdir()) == []


def test_root_hands_everything_to_a_user_of_its_own(tmp_path: Path) -> None:
    given: list[list[str]] = []

    def call(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        given.append(command)
        return subprocess.CompletedProcess(command, 0)

    with (
        patch("operations.cli.setup._is_system", lambda prefix: True),
        patch("operations.cli.setup._SYSTEMD", tmp_path / "none"),
        patch("operations.cli.setup.CREDENTIAL_STORE", tmp_path / "credstore"),
        patch("operations.cli.setup.subprocess.run", call),
    ):
        assert set_up(tmp_path).exit_code == 0

    assert [Path(command[0]).name for command in given] == ["useradd", "chown"]
    assert str(tmp_path / "root/srv/attestation") in given[1]
    unit = tmp_path / "root/etc/systemd/system/attest-desk.service"
    assert "User=attestation" in unit.read_text()
