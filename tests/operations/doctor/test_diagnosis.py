"""``attest doctor`` names each of many ways in which a deployment can be broken."""

import re
import shutil
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import URL, create_engine, text

from attestation.errors import ConfigurationError
from issuer.desk.auth.desk_accounts import add_account
from issuer.issuance.status_lists import publish_all
from operations.doctor.surroundings import ThisMachine, UnreachableError
from pdf import fonts
from tests.support.commands import Done
from tests.support.installations import attest, make_installation
from tests.support.issuer_contexts import open_issuer
from tests.support.issuers import NOW
from tests.support.postgres import new_database
from tests.support.sabotages import SABOTAGES, Deployed, Sabotage
from tests.support.surroundings import FakeSurroundings
from verifier.receipt.key import create_receipt_key

VERIFIER = "https://attestations.passages-bxl.be"

SETTINGS = f"""\
[organisation]
name = "Passages Bruxelles asbl"
place = "Bruxelles"
website = "https://passages-bxl.be"

[organisation.coordinator]
name = "Inès Vandamme"

[issue]
verifier = "{VERIFIER}"

[keys]
ring = "keys"
passphrase_file = "passphrase"

[register]
url = "sqlite:///register.db"

[desk]
address = "https://bureau.passages-bxl.be"
proxies = 1 # desk

[participant]
address = "https://lien.passages-bxl.be"
proxies = 1

[mail]
host = "courrier.passages-bxl.be"
port = 587
account_file = "mail.account"
sender = "ateliers@passages-bxl.be"

[admin]
email = "machines@passages-bxl.be"

[clock]
sources = ["https://www.belgium.be"]

[backup]
folder = "../backups"

[verifier]
addresses = ["{VERIFIER}"]
proxies = 1 # verifier
trust = "trust.pem"
receipts = "receipts"
limits_storage = "redis://127.0.0.1:1/0"
"""

PASSWORD = "un mot de passe assez long"  # noqa: S105  a test's


def private(file: Path, content: str) -> None:
    file.touch(mode=0o600)
    file.write_text(content)


def healthy(folder: Path, *, url: str = "sqlite:///register.db") -> Path:
    """Make a deployment with nothing to say of it; a backup of it was drilled."""
    config, _ = make_installation(
        folder / "deployment", settings=SETTINGS.replace("sqlite:///register.db", url)
    )
    config.parent.chmod(0o700)
    config.chmod(0o640)
    (config.parent / "register.db").touch(mode=0o600)
    (config.parent / "register.db").chmod(0o600)
    private(config.parent / "mail.account", "compte\nmot de passe\n")
    create_receipt_key(config.parent / "receipts", address=VERIFIER, at=NOW)
    context = open_issuer(config)
    add_account(context, "ines@passages-bxl.be", role="coordinator",
                ask_password=lambda: PASSWORD, who="essai")  # fmt: skip
    for _ in range(2):
        publish_all(context, who="essai")
    context.register.dispose()
    private(config.parent / "participant.secret", "A" * 43 + "=\n")
    assert attest(config, "backup").exit_code == 0
    assert attest(config, "drill").exit_code == 0
    return config


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return healthy(tmp_path_factory.mktemp("healthy")).parent.parent


@pytest.fixture(scope="module")
def usual(template: Path) -> list[dict[str, str]]:
    """The lines about the deployment as it is copied."""
    config = template / "deployment" / "attestation.toml"
    world = FakeSurroundings(config, verifier=VERIFIER)
    lines: list[dict[str, str]] = doctor(Deployed(config=config, world=world), "--json").json()
    return lines


@pytest.fixture
def deployed(template: Path, tmp_path: Path) -> Deployed:
    shutil.copytree(template, tmp_path / "machine")
    config = tmp_path / "machine" / "deployment" / "attestation.toml"
    return Deployed(config=config, world=FakeSurroundings(config, verifier=VERIFIER))


def doctor(deployed: Deployed, *options: str) -> Done:
    with patch("operations.cli.doctor.surroundings", lambda: deployed.world):
        return attest(deployed.config, "doctor", *options)


def test_nothing_is_broken_in_a_deployment_that_works(deployed: Deployed) -> None:
    done = doctor(deployed, "--json")

    lines = done.json()
    assert [line for line in lines if line["state"] == "broken"] == []
    # One disk, one passphrase and no bundled decoder: things to look at in this test's deployment.
    looks = {line["topic"] for line in lines if line["state"] == "look"}
    assert looks <= {"sauvegardes", "racine", "lecteur QR"}
    assert done.exit_code == 1
    assert any("authentique" in line["words"] for line in lines)
    assert any("a signé, et cela se vérifie" in line["words"] for line in lines)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: one.name)
def test_sabotage_is_named_with_its_remedy(
    sabotage: Sabotage, deployed: Deployed, usual: list[dict[str, str]]
) -> None:
    sabotage.act(deployed)

    done = doctor(deployed, "--json")

    assert named(sabotage, done.json()), done.out
    assert not named(sabotage, usual)
    assert done.exit_code in (1, 2)
    assert "a échoué (" not in done.out, done.out


def named(sabotage: Sabotage, lines: list[dict[str, str]]) -> bool:
    return any(
        line["topic"] == sabotage.topic
        and line["state"] != "ok"
        and re.search(sabotage.words, f"{line['words']} {line['remedy']}")
        for line in lines
    )


def test_forty_sabotages_and_more_are_known() -> None:
    assert len(SABOTAGES) >= 40
    assert len({one.name for one in SABOTAGES}) == len(SABOTAGES)


def test_lines_for_people_end_with_what_was_looked_at(deployed: Deployed) -> None:
    deployed.file("passphrase").chmod(0o644)

    done = doctor(deployed)

    assert "cassé" in done.out
    assert f"→ chmod 600 {deployed.file('passphrase')}" in done.out
    assert "bon " not in done.out
    assert "choses regardées" in done.out
    assert "bon " in doctor(deployed, "--all").out


def test_what_is_broken_is_written_to_who_administers(deployed: Deployed) -> None:
    deployed.file("passphrase").chmod(0o644)
    told: list[list[str]] = []

    def tell(settings: object, warnings: list[str], *, at: object) -> None:
        told.append(warnings)

    with patch("operations.cli.doctor.told_admin", tell):
        doctor(deployed, "--tell")
    deployed.edit("[mail]", "[mail]\n[")
    assert "réglages" in doctor(deployed, "--tell").out

    assert any("chmod 600" in line for line in told[0])


def test_register_that_sqlite_finds_damaged_is_named(deployed: Deployed) -> None:
    content = bytearray(deployed.file("register.db").read_bytes())
    content[4096 * 6 : 4096 * 9] = bytes(4096 * 3)
    deployed.file("register.db").write_bytes(content)

    assert "abîmé" in doctor(deployed).out


def test_program_that_is_not_installed_whole_is_named(
    deployed: Deployed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    fonts.static_font.cache_clear()
    fonts._metrics.cache_clear()

    (line,) = doctor(deployed, "--json").json()

    assert line["state"] == "broken"
    assert line["words"] == "polices : metrics.json manque"
    assert line["remedy"] == "réinstallez le programme"
    # A typeface alone is missed where it is drawn.
    with pytest.raises(ConfigurationError, match="réinstallez"):
        fonts.static_font(fonts.Face.LIGHT)


def test_desk_without_a_verifier_beside_it_is_looked_at_alone(deployed: Deployed) -> None:
    settings = deployed.config.read_text(encoding="utf-8")
    deployed.config.write_text(settings.partition("[verifier]")[0], encoding="utf-8")

    topics = {line["topic"] for line in doctor(deployed, "--json").json()}

    assert {"registre", "signature", "listes"} <= topics
    assert topics.isdisjoint({"rôles", "confiance", "rapports", "Redis", "lecteur QR"})
    assert attest(deployed.config, "drill").exit_code == 0
    assert "verifier" in attest(deployed.config, "export-verifier", "--out", "x").err


def test_key_that_ends_is_told_before(deployed: Deployed) -> None:
    with patch("operations.cli.doctor.surroundings", lambda: deployed.world):
        early = attest(deployed.config, "doctor", at=NOW + timedelta(days=1000))
        late = attest(deployed.config, "doctor", at=NOW + timedelta(days=1100))

    assert "la clé" in early.out
    assert "expire dans" in early.out
    assert "aucune clé ne signe plus" in late.out


def test_address_without_a_server_is_unreachable() -> None:
    machine = ThisMachine()
    for ask in (
        lambda: machine.fetch("http://127.0.0.1:1/"),
        lambda: machine.certificate_end("https://127.0.0.1:1"),
        lambda: machine.ping_redis("redis://127.0.0.1:1/0", None),
    ):
        with pytest.raises(UnreachableError):
            ask()
    assert machine.free_bytes(Path("/")) > 0
    assert machine.timers() is None or machine.timers()


def test_missing_right_on_postgresql_is_named(postgres: URL, tmp_path: Path) -> None:
    url = new_database(postgres)
    config = healthy(tmp_path / "m", url=url.render_as_string(hide_password=False))
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reads_little"))
        connection.execute(text("CREATE ROLE reads_little LOGIN"))
        connection.execute(text("GRANT SELECT ON alembic_version, statement TO reads_little"))
    replica = url.set(username="reads_little").render_as_string(hide_password=False)
    text_ = config.read_text()
    config.write_text(text_.replace("[register]\n", f'[register]\nreplica_url = "{replica}"\n'))
    world = FakeSurroundings(config, verifier=VERIFIER)

    done = doctor(Deployed(config=config, world=world))

    assert "n’a pas le droit" in done.out
    assert "postgresql.md#roles" in done.out
    with engine.begin() as connection:
        connection.execute(text("DROP OWNED BY reads_little"))
        connection.execute(text("DROP ROLE reads_little"))
    engine.dispose()
