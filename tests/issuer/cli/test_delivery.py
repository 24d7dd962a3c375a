"""``deliver``, ``deliveries``, ``send`` and ``link``, as a coordinator types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.cli.main import main
from issuer.delivery.labels import reason_in_words
from tests.support.commands import Done, run
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import make_mail_context, pretend_issued, with_mail
from tests.support.mail_server import Post, mail_server
from tests.support.participants import link_in, open_deployment

FIRST, SECOND = "AC-2026-0001", "AC-2026-0002"


@pytest.fixture
def server() -> Iterator[tuple[Post, int]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def config(server: tuple[Post, int], tmp_path: Path) -> Path:
    config = make_deployment(tmp_path, settings=with_mail(server[1]))
    mail_context = make_mail_context(config)
    pretend_issued(mail_context, 2)
    mail_context.register.dispose()
    return config


def issuer(config: Path, *arguments: str) -> Done:
    return run(main, "--config", config, *arguments)


def test_module_is_delivered_listed_and_sent(config: Path, server: tuple[Post, int]) -> None:
    queued = issuer(config, "deliver", "--module", "AC-2026-10")
    listed = issuer(config, "deliveries")
    sent = issuer(config, "send")

    assert (queued.exit_code, queued.out) == (
        0, "2 messages en file. Pour les envoyer : attest-issuer send\n",
    )  # fmt: skip
    assert f"{FIRST}  p0@example.org  en file" in listed.out
    assert sent.out == "2 envoyés, 0 refusés, 0 à réessayer, 0 de sort inconnu\n"
    assert len(server[0].received) == 2
    (first, _) = issuer(config, "deliveries", "--module", "AC-2026-10", "--json").json()
    assert (first["number"], first["state"], first["attempts"]) == (FIRST, "sent", 1)
    assert first["next_attempt"] is None


def test_again_is_asked_for_by_name(config: Path, server: tuple[Post, int]) -> None:
    issuer(config, "deliver", FIRST)
    assert "déjà en route" in issuer(config, "deliver", FIRST, "--again").out
    issuer(config, "send")

    assert "déjà envoyée" in issuer(config, "deliver", FIRST).out
    answers = issuer(config, "deliver", FIRST, SECOND, "--again", "--json").json()

    assert answers == {FIRST: "queued", SECOND: "queued"}
    issuer(config, "send")
    assert len(set(server[0].ids())) == 3


def test_unknown_number_is_named_and_the_others_are_queued(config: Path) -> None:
    done = issuer(config, "deliver", FIRST, "AC-2026-9999")

    assert done.exit_code == 1
    assert "AC-2026-9999  aucune attestation" in done.out
    assert "1 messages en file" in done.out


def test_deliver_wants_to_know_whom(config: Path) -> None:
    done = issuer(config, "deliver")

    assert (done.exit_code, "--module CODE" in done.err) == (2, True)


def test_refusal_is_told_in_words(config: Path, server: tuple[Post, int]) -> None:
    server[0].trouble = {
        "p0@example.org": ["550 5.1.1 no"],
        "p1@example.org": ["drop untaken"],
    }
    issuer(config, "deliver", FIRST, SECOND)
    assert "1 refusés" in issuer(config, "send").out

    listed = issuer(config, "deliveries").out

    assert "refusée, cette adresse n’existe pas" in listed
    assert "sort inconnu 1 fois" in listed


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("too-long", "depuis trop longtemps"),
        ("452", "le serveur répond 452"),
        ("554 5.9.9", "le serveur répond 554 (5.9.9)"),
    ],
)
def test_reason_is_told(reason: str, said: str) -> None:
    assert said in reason_in_words(reason)


def test_renewed_link_replaces_the_one_that_was_sent(
    config: Path, server: tuple[Post, int]
) -> None:
    issuer(config, "deliver", FIRST)
    issuer(config, "send")
    old = link_in(server[0].received[0][1])

    new = issuer(config, "link", FIRST).out.strip()

    assert new.startswith("http://127.0.0.1:8002/d/")
    assert not new.endswith(old)
    assert issuer(config, "link", FIRST, "--cut").out == "1 liens coupés.\n"
    assert issuer(config, "link", "AC-2026-9999").exit_code == 2


def test_server_that_is_away_is_said(config: Path) -> None:
    config.write_text(config.read_text().replace('security = "none"', 'security = "implicit"'))
    issuer(config, "deliver", FIRST)

    done = issuer(config, "send")

    assert done.exit_code == 3
    assert "le serveur de courrier ne répond pas" in done.err


def test_watching_sends_what_comes_later(
    config: Path, server: tuple[Post, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[str] = []

    def wait(seconds: float) -> None:
        if len(rounds) == 0:
            server[0].trouble = {"MAIL": ["550 5.7.0 not today"]}
            issuer(config, "deliver", FIRST)
        if len(rounds) == 1:
            issuer(config, "deliver", SECOND)
        if len(rounds) == 3:
            raise SystemExit(0)
        rounds.append("waited")

    monkeypatch.setattr("issuer.cli.delivery.time.sleep", wait)

    done = issuer(config, "send", "--watch")

    assert "1 envoyés" in done.out
    assert "nouvel essai" in done.err
    assert [recipient for recipient, _ in server[0].received] == ["p1@example.org"]


def test_attached_document_is_the_one_that_was_issued(tmp_path: Path) -> None:
    with mail_server() as (mail, port):
        settings = with_mail(port, more="attach_pdf = true\n")
        deployment = open_deployment(make_deployment(tmp_path, settings=settings))
        number = deployment.issue()
        deployment.queue(number)
        assert issuer(tmp_path / "attestation.toml", "send").exit_code == 0

    ((_, message),) = mail.received
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == f"{number}.pdf"
    issuer(tmp_path / "attestation.toml", "export", "--out", str(tmp_path / "out"))
    (file,) = (tmp_path / "out").glob("*.pdf")
    assert attached.get_content() == file.read_bytes()


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ('address = "http://attestations.example.org"', "participant.address"),
        ('listen = "everywhere"', "participant.listen"),
        ("years = 1", "participant.years"),
    ],
)
def test_wrong_participant_setting_is_named(tmp_path: Path, line: str, setting: str) -> None:
    config = make_deployment(tmp_path)
    config.write_text(f"{config.read_text()}\n[participant]\n{line}\n")

    done = issuer(config, "deliveries")

    assert (done.exit_code, setting in done.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "mode", "complaint"),
    [(b"short", 0o600, "illisible"), (b"AAAA", 0o600, "n’est pas une clé"), (b"", 0o644, "chmod")],
)
def test_key_of_the_links_is_private_and_whole(
    config: Path, content: bytes, mode: int, complaint: str
) -> None:
    secret = config.parent / "participant.secret"
    secret.write_bytes(content)
    secret.chmod(mode)

    done = issuer(config, "deliver", FIRST)

    assert (done.exit_code, complaint in done.err) == (2, True)


def test_key_of_the_links_is_made_with_nobody_else_allowed(config: Path) -> None:
    issuer(config, "deliver", FIRST)

    secret = config.parent / "participant.secret"
    assert secret.stat().st_mode & 0o777 == 0o600


def test_each_act_leaves_its_entry_in_the_log(config: Path, server: tuple[Post, int]) -> None:
    issuer(config, "deliver", "--module", "AC-2026-10")
    issuer(config, "deliver", FIRST)  # a second click is no act
    issuer(config, "send")
    issuer(config, "send")  # nothing left the house
    issuer(config, "deliver", FIRST, "--again")
    issuer(config, "link", FIRST)
    issuer(config, "link", FIRST, "--cut")

    log = issuer(config, "audit", "export").out

    told = [line.split(";")[3:6] for line in log.splitlines()[1:]]
    assert told == [
        ["a demandé l’envoi", "AC-2026-10", "2 e-mails"],
        ["e-mails partis", "", "2 partis"],
        ["a demandé un nouvel envoi", FIRST, ""],
        ["a renouvelé le lien personnel", FIRST, ""],
        ["a coupé les liens personnels", FIRST, ""],
    ]
    assert issuer(config, "audit", "verify").exit_code == 0
