"""Years of one deployment whose programs are never started anew.

The desk, the participant's page and the verifier are opened once and served in this process; their
clock is the test's, so that nothing sleeps. Commands are run as they are given, and e-mails go to
a real mail server.
"""

from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.support.mail_server import Post
from tests.support.running_deployment import RunningDeployment
from tests.support.sweeps import sweep

pytestmark = pytest.mark.long

GENUINE = ("genuine",) * 3
WITHDRAWN = ("withdrawn",) * 3
REPLACED = ("replaced",) * 3
NOT_OURS = ("not_ours",) * 3
CANNOT_CHECK = ("cannot_check",) * 3
DATABASES = sweep(["sqlite", "postgresql"], reduced=["postgresql"])


@pytest.fixture
def running(tmp_path: Path, database_url: str, server: tuple[Post, int]) -> RunningDeployment:
    mail_context, port = server
    return RunningDeployment(tmp_path, url=database_url, mail_context=mail_context, mail_port=port)


@pytest.fixture
def postgres_of(request: pytest.FixtureRequest, database_url: str) -> URL | None:
    """The server that has the register; None for SQLite."""
    if database_url.startswith("sqlite"):
        return None
    server: URL = request.getfixturevalue("postgres")
    return server


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_papers_are_what_they_should_be_after_all_that_befalls_programs_that_run(
    running: RunningDeployment, postgres_of: URL | None
) -> None:
    # The first two, by e-mail, and a witness has them.
    haile, dang = running.read_upload("AC-2026-10", "Haile", "Dang")
    message = running.hand_over(haile)
    assert running.download(message) == haile.pdf
    running.command("checkpoint")
    assert [running.verdicts(one) for one in (haile, dang)] == [GENUINE] * 2

    # A rotation: the desk signs on with the new key, and the page gives what it signed.
    first_key = running.active_key()
    running.wait(days=30)
    running.keys("rotate")
    (sow,) = running.read_upload("AC-2026-11", "Sow")
    assert running.desk.context.signer.kid.hex() == running.active_key() != first_key
    assert running.download(running.hand_over(sow)) == sow.pdf
    running.command("checkpoint")
    assert [running.verdicts(one) for one in (haile, dang, sow)] == [GENUINE] * 3

    # A theft that is found days after: what the thief signed is nobody's.
    stolen = running.active_key()
    running.wait(days=10)
    (unseen,) = running.read_upload("AC-2026-12", "Kone")
    running.wait(days=10)
    theft = running.clock()
    running.wait(days=1)
    false = running.forge("Faussaire", like=sow)
    (after,) = running.read_upload("AC-2026-13", "Keita")
    running.wait(days=2)
    running.keys(
        "revoke", stolen, "--reason", "keyCompromise", "--invalid-since", theft.isoformat()
    )
    assert [running.verdicts(one) for one in (unseen, after)] == [NOT_OURS] * 2
    assert running.check_qr(false) == ("not_ours", "key-compromised")
    running.keys("rotate")
    kone, keita = running.reissue(stolen)
    running.command("checkpoint")
    assert [running.verdicts(one) for one in (unseen, after)] == [REPLACED, NOT_OURS]
    everyone = [haile, sow, kone, keita]
    assert [running.verdicts(one) for one in [dang, *everyone]] == [GENUINE] * 5

    # Somebody is erased; the paper stays good, and all goes on.
    running.wait(days=5)
    running.command("person", "erase", dang.number, "--yes")
    running.command("publish")
    assert running.verdicts(dang) == ("genuine", "genuine", "cannot_check")

    # The verifier moves: commands print the new address, the desk that runs the old one.
    running.move_verifier()
    (bah,) = running.issue_by_command("AC-2026-14", "Bah")
    (diallo,) = running.read_upload("AC-2026-15", "Diallo")
    running.wait(days=10)
    running.command("publish")
    everyone += [bah, diallo]
    assert [running.verdicts(one) for one in everyone] == [GENUINE] * 6

    # A clock a year ahead, under which two things are signed; it is put back.
    running.wait(days=365)
    (parallel_map,) = running.read_upload("AC-2026-16", "Camara")
    running.hand_over(parallel_map)
    running.command("publish")
    running.wait(days=-365)
    assert running.verdicts(haile) == CANNOT_CHECK
    assert running.try_command("publish").exit_code != 0
    running.command("publish", "--heal-clock")
    assert [running.verdicts(one) for one in everyone] == [GENUINE] * 6
    assert running.verdicts(parallel_map) == CANNOT_CHECK
    running.wait(minutes=1)
    (camara,) = running.replace(parallel_map, "Camara", reason="horloge fausse")
    assert running.download(running.hand_over(camara)) == camara.pdf
    everyone.append(camara)
    assert running.verdicts(camara) == GENUINE

    # A night's backup; a day's work; the backup put back.
    running.back_up(postgres_of)
    running.wait(hours=12)
    (lost,) = running.read_upload("AC-2026-17", "Toure")
    running.withdraw(diallo, reason="fraude")
    everyone.remove(diallo)
    seen = running.published()
    running.wait(hours=1)
    running.restore(postgres_of)
    assert running.try_command("publish").exit_code != 0
    running.command(
        "register", "accept-restore", "--reason", "disque remplacé", "--status-list", seen
    )
    running.command("publish")
    (toure,) = running.read_upload("AC-2026-17", "Toure")
    assert toure.number != lost.number

    # What should be genuine is, what should not is not, and nothing was started anew.
    assert [running.verdicts(one) for one in [*everyone, toure]] == [GENUINE] * 7
    assert running.verdicts(dang) == ("genuine", "genuine", "cannot_check")
    assert [running.verdicts(one) for one in (unseen, after)] == [REPLACED, NOT_OURS]
    assert running.verdicts(diallo) == WITHDRAWN
    assert running.verdicts(parallel_map) == CANNOT_CHECK  # until its date; then it was replaced
    # Its record is lost: what the paper itself says is good, and a code alone leads nowhere.
    assert running.verdicts(lost) == ("cannot_check", "genuine", "not_ours")
    assert running.check_qr(false) == ("not_ours", "key-compromised")
    assert "entier" in running.command("audit", "verify")
    running.wait(days=366)
    running.command("publish")
    assert [running.verdicts(one) for one in [*everyone, toure]] == [GENUINE] * 7
    assert running.verdicts(parallel_map) == REPLACED
