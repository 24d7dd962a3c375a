import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from issuer.cli.main import main
from issuer.desk.serving import serve_desk
from issuer.settings.desk import desk_settings
from keys.custody.settings import load_deployment
from register import accounts
from register.database import reading, writing
from register.tables.desk import AuditEntryRow
from tests.support.commands import Done, run
from tests.support.desks import PASSWORD, make_desk
from tests.support.issuer_contexts import SETTINGS, make_deployment, open_issuer
from web.qr_symbol import terminal_qr


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_deployment(tmp_path, at=datetime.now(UTC))


def issuer(config: Path, *arguments: str | Path) -> Done:
    return run(main, "--config", config, *arguments)


def add(config: Path, login: str = "ines", *more: str) -> Done:
    file = config.with_name("password")
    file.write_text(PASSWORD + "\n")
    return issuer(config, "user", "add", login, "--password-file", file, *more)


def test_account_is_made_with_both_secrets_and_recovery_codes(config: Path) -> None:
    done = add(config)

    assert done.exit_code == 0
    assert re.search(
        r"otpauth://totp/Maison%20des%20Passages%20asbl:ines\?.*secret=[A-Z2-7]{32}", done.out
    )
    assert "issuer=Maison%20des%20Passages%20asbl" in done.out
    assert len(re.findall(r"^  [0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$", done.out, re.M)) == 10
    assert PASSWORD not in done.out


def test_symbol_on_the_terminal_reads_as_the_address(config: Path) -> None:
    out = add(config).out
    drawn = [line for line in out.splitlines() if set(line) and set(line) <= set(" ▀▄█")]
    uri = re.search(r"otpauth://\S+", out)
    assert uri
    pixels = []
    for line in drawn:
        pixels.append([255 if c in "▀█" else 0 for c in line])
        pixels.append([255 if c in "▄█" else 0 for c in line])
    image = Image.new("L", (len(pixels[0]), len(pixels)), 255)
    image.putdata([value for row in pixels for value in row])

    (symbol,) = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4), 0))

    assert symbol.text == uri[0]
    assert terminal_qr(uri[0]) == "\n".join(drawn)


def test_account_is_made_once(config: Path) -> None:
    add(config)

    again = add(config)

    assert again.exit_code == 2
    assert "user reset" in again.err


@pytest.mark.parametrize("login", ["é", "a", "a b", "-a", "a" * 61])
def test_login_is_plain(config: Path, login: str) -> None:
    done = add(config, "--", login) if login.startswith("-") else add(config, login)

    assert done.exit_code == 2


def test_password_is_long_and_never_an_argument(config: Path) -> None:
    short = config.with_name("short")
    short.write_text("court")

    assert issuer(config, "user", "add", "ines", "--password-file", short).exit_code == 2
    assert issuer(config, "user", "add", "ines", "--password-file", config.parent).exit_code == 2
    without = issuer(config, "user", "add", "ines")
    assert (without.exit_code, "--password-file" in without.err) == (2, True)


def test_accounts_are_listed_renewed_and_closed(config: Path) -> None:
    add(config)
    add(config, "omar", "--role", "reader")
    context = open_issuer(config)
    with reading(context.register) as session:
        before = accounts.account(session, "ines")

    renewed = issuer(
        config, "user", "reset", "ines", "--password-file", config.with_name("password")
    )
    closed = issuer(config, "user", "disable", "omar")

    listed = issuer(config, "user", "list").out.splitlines()
    assert [line.split() for line in listed] == [
        ["ines", "coordinator", "ouvert"],
        ["omar", "reader", "fermé"],
    ]
    assert (renewed.exit_code, closed.exit_code) == (0, 0)
    with reading(context.register) as session:
        after = accounts.account(session, "ines")
    assert before
    assert after
    assert before.totp_sealed != after.totp_sealed
    assert before.password_hash != after.password_hash


def test_unknown_accounts_are_told(config: Path) -> None:
    assert issuer(config, "user", "disable", "personne").exit_code == 2
    file = config.with_name("password")
    file.write_text(PASSWORD)
    assert issuer(config, "user", "reset", "personne", "--password-file", file).exit_code == 2


def test_every_act_by_command_is_in_the_log(config: Path) -> None:
    workbook = Path(__file__).parents[3] / "examples" / "module-AC-2026-10.xlsx"
    issuer(config, "issue", workbook, "--yes")
    issuer(config, "withdraw", "AC-2026-0001", "--reason", "erreur")
    issuer(config, "replace", "AC-2026-0002", "--given-name", "Aissatou", "--reason", "nom corrigé")
    issuer(config, "publish")
    add(config)
    issuer(config, "user", "disable", "ines")

    verified = issuer(config, "audit", "verify")
    lines = issuer(config, "audit", "export").out.lstrip("\ufeff").splitlines()

    assert (verified.exit_code, verified.out) == (0, "Le journal est entier : 7 entrées.\n")
    told = [line.split(";")[3:5] for line in lines[1:]]
    assert told == [
        ["a demandé la délivrance", "AC-2026-10"],
        ["délivrance faite", "AC-2026-10"],
        ["retrait fait", "AC-2026-0001"],
        ["remplacement fait", "AC-2026-0002"],
        ["a publié les listes de statut", ""],
        ["a créé un compte", "ines"],
        ["a fermé un compte", "ines"],
    ]
    assert "Haile" not in "".join(lines)
    # A subject that begins like a formula cannot be one; the commander's name stands before.
    assert all(line.split(";")[2].startswith("commande:") for line in lines[1:])


def test_tampered_log_ends_with_one(config: Path) -> None:
    add(config)
    with writing(open_issuer(config).register) as session:
        session.get_one(AuditEntryRow, 1).signed = b"nothing"

    done = issuer(config, "audit", "verify")

    assert done.exit_code == 1
    assert "entrée 1 : ce n’est pas une entrée" in done.out
    assert "PAS entier" in done.out


def test_user_without_a_name_is_told_as_such(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nobody)
    add(config)

    assert ";commande:?;" in issuer(config, "audit", "export").out


def test_serve_opens_the_desk_of_the_settings(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[object, object, str]] = []
    monkeypatch.setattr(
        "issuer.cli.desk.serve_desk",
        lambda opener, secret, *, listen: served.append((opener, secret, listen)),
    )

    done = issuer(config, "serve")

    assert done.exit_code == 0
    assert served[0][2] == "127.0.0.1:8001"
    assert "http://127.0.0.1:8001" in done.err
    assert config.with_name("desk.secret").stat().st_mode & 0o777 == 0o600


def test_wrong_passphrase_is_said_before_anything_is_served(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuer.cli.desk.serve_desk", serve_desk)
    wrong = config.with_name("wrong")
    descriptor = os.open(wrong, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(descriptor, b"une autre phrase secrete")
    os.close(descriptor)

    assert issuer(config, "serve", "--passphrase-file", wrong).exit_code == 3


@pytest.mark.parametrize(
    "line",
    [
        'address = "http://bureau.example.org"',
        'address = "https://bureau.example.org/"',
        'listen = "8001"',
        "idle_minutes = 1",
        "unknown = 1",
    ],
)
def test_wrong_settings_of_the_desk_are_named(tmp_path: Path, line: str) -> None:
    config = tmp_path / "attestation.toml"
    config.write_text(SETTINGS + f"\n[desk]\n{line}\n")

    done = issuer(config, "user", "list")

    assert done.exit_code == 2
    assert f"desk.{line.partition(' ')[0]}" in done.err


def test_desk_behind_tls_insists_on_it(tmp_path: Path) -> None:

    settings = SETTINGS + '\n[desk]\naddress = "https://bureau.example.org"\n'
    desk = make_desk(tmp_path, settings=settings)
    desk.add_user("ines")
    client = desk.app.test_client()
    base = "https://bureau.example.org"
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get("/connexion", base_url=base).text
    )
    assert token
    fields = {"csrf_token": token[1], "login": "ines", "password": PASSWORD}
    fields["one_time"] = desk.one_time("ines")
    foreign = client.post(
        "/connexion", base_url=base, data=fields, headers={"Referer": "https://evil.example/"}
    )
    answer = client.post(
        "/connexion", base_url=base, data=fields, headers={"Referer": f"{base}/connexion"}
    )

    assert (foreign.status_code, answer.status_code) == (400, 303)
    assert "Strict-Transport-Security" in answer.headers
    cookies = answer.headers.getlist("Set-Cookie")
    assert all(c.startswith("__Host-") and "Secure" in c and "Path=/" in c for c in cookies)
    assert desk_settings(load_deployment(tmp_path / "attestation.toml")).is_https
