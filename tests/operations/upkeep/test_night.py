"""One command a night: what it does, what it says, and whom it tells in time."""

from datetime import timedelta
from pathlib import Path

from attestation.formats.signed_note import decode_note, log_verifier_key
from attestation.formats.tree_head import decode_tree_head, is_signed_by_log
from issuer.issuance.issue import issue
from register.checkpoints import newest_checkpoint
from register.database import reading
from register.public_log import newest_log_head
from tests.support.installations import MORE, attest, make_installation, opened
from tests.support.issuer_contexts import make_draft, make_module, open_issuer
from tests.support.issuers import NOW
from tests.support.key_rings import Keys
from tests.support.logged_installations import config
from tests.support.logs import WitnessKey
from tests.support.mail_contexts import with_mail
from tests.support.mail_server import mail_server

__all__ = ["config"]  # pytest finds them here
NIGHT = timedelta(days=1)


def test_one_command_signs_what_each_night_needs(config: Path) -> None:
    done = attest(config, "upkeep", at=NOW + NIGHT)

    assert (done.exit_code, done.err) == (0, "")
    for words in ("listes", "attestées", "2 déclarations", "rien n’arrive à sa fin"):
        assert words in done.out
    with reading(opened(config).register) as session:
        head, checkpoint = newest_log_head(session), newest_checkpoint(session)
    assert head is not None
    assert checkpoint is not None
    assert (head.size, checkpoint.size) == (2, 2)


def test_second_night_has_nothing_new_and_says_so_calmly(config: Path) -> None:
    attest(config, "upkeep", at=NOW + NIGHT)

    done = attest(config, "upkeep", "--json", at=NOW + 2 * NIGHT)

    assert done.exit_code == 0
    words = {line["topic"]: line["words"] for line in done.json()}
    assert words["point de contrôle"] == "tout est attesté"
    assert words["journal public"] == "rien de nouveau"


def test_part_that_fails_stops_no_other(config: Path) -> None:
    attest(config, "upkeep", at=NOW + NIGHT)
    (config.parent / "log.head").write_text("rubbish")
    context = open_issuer(config, at=NOW + NIGHT)
    with reading(context.register) as session:
        head = newest_log_head(session)
    assert head is not None

    done = attest(config, "upkeep", at=NOW + 2 * NIGHT)

    assert done.exit_code == 2
    assert "bon     listes" in done.out
    assert "cassé   journal public" in done.out
    assert "échéances" in done.out


def test_witness_that_does_not_answer_is_said_with_what_mends_it(config: Path) -> None:
    witness = WitnessKey("town.example").verifier.encode()
    (config.parent / "policy").write_text(f"witness town {witness} http://127.0.0.1:9\nquorum town")
    config.write_text(config.read_text() + '\n[log]\npolicy = "policy"\n')

    done = attest(config, "upkeep", at=NOW + NIGHT)

    assert done.exit_code == 1
    assert "town n’a pas cosigné" in done.out
    assert "trop peu de témoins" in done.out
    assert "→ attest-issuer log extend" in done.out


def test_wrong_policy_is_named(config: Path) -> None:
    (config.parent / "policy").write_text("nonsense")
    config.write_text(config.read_text() + '\n[log]\npolicy = "policy"\n')

    assert "log.policy" in attest(config, "upkeep").err


def test_deployment_without_a_log_and_with_its_root_elsewhere_is_kept_up_too(
    tmp_path: Path,
) -> None:
    config, numbers = make_installation(tmp_path / "deployment")
    (config.parent / "keys" / "root.key.pem").unlink()

    never = attest(config, "upkeep", at=NOW + NIGHT)

    assert never.exit_code == 1
    assert "le témoin n’a rien attesté (jamais)" in never.out
    assert "journal public" not in never.out
    assert numbers


def test_what_needs_somebody_is_written_to_the_administrator(tmp_path: Path) -> None:
    with mail_server() as (post, port):
        settings = with_mail(port, more=MORE + '\n[admin]\nemail = "ines@passages.example"\n')
        config, _ = make_installation(tmp_path / "deployment", settings=settings)
        calm = attest(config, "upkeep", at=NOW + NIGHT)
        (config.parent / "keys" / "root.key.pem").unlink()
        context = open_issuer(config, at=NOW + 2 * NIGHT)
        issue(context, make_module("AC-2026-11"), [make_draft()])

        done = attest(config, "upkeep", at=NOW + timedelta(days=50))

    assert (calm.exit_code, done.exit_code) == (0, 1)
    assert [recipient for recipient, _ in post.received] == ["ines@passages.example"]
    assert "le témoin n’a rien attesté (depuis le 21/11/2026)" in post.received[0][1].get_content()
    assert "attest-issuer checkpoint" in post.received[0][1].get_content()


def test_server_that_takes_no_mail_is_said(tmp_path: Path) -> None:
    with mail_server() as (post, port):
        post.trouble["ines@passages.example"] = ["550"]
        settings = with_mail(port, more=MORE + '\n[admin]\nemail = "ines@passages.example"\n')
        config, _ = make_installation(tmp_path / "deployment", settings=settings)
        (config.parent / "keys" / "root.key.pem").unlink()

        done = attest(config, "upkeep", at=NOW + NIGHT)

    assert "n’a pas pris" in done.err


def test_head_that_the_night_signed_is_the_log_s(config: Path) -> None:
    attest(config, "upkeep", at=NOW + NIGHT)
    context = open_issuer(config, at=NOW + NIGHT)
    with reading(context.register) as session:
        first = newest_log_head(session)
    assert first is not None
    note = decode_note(first.note)
    (log,) = Keys(folder=config.parent, at=NOW).trust().logs.values()

    assert is_signed_by_log(note, log_verifier_key(log.origin, log.public_key))
    assert decode_tree_head(note).size == 2
