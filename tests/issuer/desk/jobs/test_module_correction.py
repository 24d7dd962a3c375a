import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine, Replaced
from issuer.audit.log import AuditAction, AuditedTransaction, audited_transaction, decode_entry
from issuer.context import IssuerContext
from issuer.document.extraction import read_document
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from register import audit_log
from register.attestations import Record, module, records
from register.database import reading, writing
from register.desk_work import JobState, job
from register.tables.attestations import State
from register.tables.desk import JobRow
from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk, workbook
from tests.support.issuer_contexts import Checker
from tests.support.mail_contexts import MAIL, REGISTER
from tests.support.workbooks import MODULE_ROWS, person

pytestmark = pytest.mark.long

CODE = "AC-2026-10"
PEOPLE = 21
RULE = "required_percent = 66\n"


class PowerCutError(Exception):
    pass


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> TestDesk:
    settings = (DESK_SETTINGS + MAIL.format(port=9)).replace(REGISTER, database_url)
    made = make_desk(tmp_path, settings=settings.replace("[issue]\n", f"[issue]\n{RULE}"))
    made.add_user("ines")
    return made


@pytest.fixture
def module_of_21(desk: TestDesk) -> TestDesk:
    people = [
        person(
            family_name=f"Nom{chr(97 + n)}",
            email=f"n{n}@example.org",
            marks="PAP" if n == 5 else "PPP",
        )
        for n in range(PEOPLE)
    ]
    desk.issue(workbook(*people))
    return desk


def fields(page: str) -> dict[str, str]:
    """Return what stands in a page's form, as a browser would send it."""
    form = page[page.index('<form class="sheet') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_unchecked = 'type="checkbox"' in tag and " checked" not in tag
        if name and name[1] != "csrf_token" and not is_unchecked:
            found[name[1]] = value[1] if value else ""
    return found


def compared(ines: Browser, **typed: str) -> str:
    """Type a correction; return the address of the page with before and after."""
    kept = fields(ines.get("/module/corriger", code=CODE).text)
    answer = ines.post("/module/corriger", **(kept | {"reason": "module corrigé"} | typed))
    assert answer.status_code == 303, answer.text
    return answer.location


def asked(ines: Browser, comparison: str, **more: str) -> str:
    """Confirm what a comparison shows; return the address of the job."""
    digest = re.search(r'name="digest" value="(\w+)"', ines.get(comparison).text)
    assert digest
    answer = ines.post(comparison, digest=digest[1], **more)
    assert answer.status_code == 303, answer.text
    return answer.location


def in_force(desk: TestDesk) -> list[Record]:
    with reading(desk.register) as session:
        return [one for one in records(session) if one.state is State.ISSUED]


def actions(desk: TestDesk) -> list[AuditAction]:
    with reading(desk.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]


def queued(desk: TestDesk) -> list[str]:
    with reading(desk.register) as session:
        return sorted(session.scalars(text("SELECT number FROM message")))


def test_module_of_21_is_corrected_once_though_the_power_is_cut(
    module_of_21: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, ines = module_of_21, module_of_21.browser("ines")
    before = {one.attestation.number: one.attestation for one in in_force(desk)}
    assert "Corriger le module…" in ines.get("/module", code=CODE).text

    comparison = compared(
        ines,
        **{"title": "Ateliers citoyens, module de base", "end-1": "12:00", "theme-2": "Logement"},
        **{"day-2": "2026-10-09"},
    )
    page = ines.get(comparison).text
    assert "21 attestations seront remplacées" in page
    assert "<del>Ateliers citoyens</del>" in page
    assert "<ins>09/10/2026, 09:00 à 13:00 · Logement · présentiel</ins>" in page
    assert page.count("telle qu’elle est") == page.count("La page qui remplacera") == PEOPLE
    assert "Nom" not in comparison
    for name in ("avant", "apres"):
        image = (
            f"{comparison}/AC-2026-0006.png"
            if name == "apres"
            else "/attestations/AC-2026-0006/page.png"
        )
        assert ines.get(image).data.startswith(b"\x89PNG")
    address = asked(ines, comparison, send="1")
    desk.work()
    assert len(in_force(desk)) == PEOPLE  # it waits
    assert "21 attestations seront remplacées" in ines.get(address).text
    assert "Correction du module" in ines.get("/").text

    desk.clock.turn(timedelta(minutes=11))
    with power_cut(monkeypatch, after=8), pytest.raises(PowerCutError):
        desk.work()
    ines = desk.browser("ines")
    assert ines.get(f"{address}/etat").json == {"done": 8, "state": "running", "total": PEOPLE}
    desk.work()
    desk.work()

    now = [one.attestation for one in in_force(desk)]
    assert len(now) == PEOPLE
    assert {one.holder for one in now} == {one.holder for one in before.values()}
    assert {one.module_title for one in now} == {"Ateliers citoyens, module de base"}
    assert {str(one.last_day) for one in now} == {"2026-10-09"}
    # Who missed the second session missed three hours of eleven, and no more.
    assert sorted({one.attended for one in now}) == [timedelta(hours=8), timedelta(hours=11)]
    assert actions(desk).count(AuditAction.REPLACED) == PEOPLE
    assert actions(desk).count(AuditAction.MODULE_CORRECTED) == 1
    assert queued(desk) == sorted(one.number for one in now)
    checker = Checker.of(desk.context)
    assert isinstance(checker.verdict(Number("AC-2026-0001")), Replaced)
    assert isinstance(checker.verdict(now[0].number), Genuine)
    assert "21 attestations remplacées" in ines.get(address).text
    document = read_document(ines.post(f"/attestations/{now[0].number}/telecharger").data)
    assert document is not None
    assert "module de base" in document.text
    with reading(desk.register) as session:
        known = module(session, CODE)
    assert known is not None
    assert known.title == "Ateliers citoyens, module de base"


@contextmanager
def power_cut(monkeypatch: pytest.MonkeyPatch, *, after: int) -> Iterator[None]:
    """Let the power fail inside the transaction that would replace the next one."""
    done = 0

    @contextmanager
    def cut(context: IssuerContext) -> Iterator[AuditedTransaction]:
        nonlocal done
        with audited_transaction(context) as transaction:
            yield transaction
            if done == after:
                raise PowerCutError
            done += 1

    with monkeypatch.context() as patched:
        patched.setattr("issuer.lifecycle.module_correction.audited_transaction", cut)
        yield


@pytest.fixture
def small(desk: TestDesk) -> TestDesk:
    desk.issue(workbook(person(), person(family_name="Autre", marks="PAP")))
    return desk


def test_correction_that_is_called_back_changes_nothing(small: TestDesk) -> None:
    ines = small.browser("ines")
    address = asked(ines, compared(ines, title="Autre titre"))

    answer = ines.post(f"{address}/annuler")
    small.clock.turn(timedelta(minutes=20))
    small.work()

    assert answer.location == f"/module?code={CODE}"
    assert {one.attestation.module_title for one in in_force(small)} == {"Ateliers citoyens"}
    assert ines.get(address).status_code == 404
    assert actions(small)[-1] is AuditAction.CALLED_BACK
    assert ines.post(f"{address}/annuler").status_code == 409
    job = asked(ines, compared(ines, title="Autre titre"), at_once="1")
    assert ines.post(f"{job}/annuler").status_code == 409  # it may have begun


def test_who_was_replaced_meanwhile_is_not_counted_where_only_the_rule_changes(
    small: TestDesk,
) -> None:
    ines = small.browser("ines")
    address = asked(ines, compared(ines, percent="50"))
    old = in_force(small)[0].attestation
    respelt = Correction(holder=replace(old.holder, family_name="Respelt"), email=None)
    new = replace_attestation(small.context, old.number, respelt, reason="nom", who="ines")

    small.clock.turn(timedelta(minutes=20))
    small.work()

    stated = {
        one.attestation.number: one.attestation.particulars.required_percent
        for one in in_force(small)
    }
    assert stated.pop(new) == 66
    assert set(stated.values()) == {50}
    assert f"{old.number} est déjà remplacée par {new}" in ines.get(address).text


def test_stricter_rule_leaves_those_without_the_right_and_says_so(small: TestDesk) -> None:
    ines = small.browser("ines")

    comparison = compared(ines, percent="100", title="Autre titre")

    page = ines.get(comparison).text
    assert "1 attestation sera remplacée" in page
    assert "ses présences n’y donnent plus droit" in page
    asked(ines, comparison, at_once="1")
    small.work()
    titles = sorted(one.attestation.module_title for one in in_force(small))
    assert titles == ["Ateliers citoyens", "Autre titre"]
    (newest,) = (one for one in in_force(small) if one.attestation.module_title == "Autre titre")
    assert newest.attestation.particulars.required_percent == 100


def test_session_that_was_not_held_is_nobodys_absence(small: TestDesk) -> None:
    ines = small.browser("ines")
    kept = fields(ines.get("/module/corriger", code=CODE).text)
    del kept["held-1"]
    answer = ines.post("/module/corriger", **(kept | {"reason": "séance annulée"}))

    asked(ines, answer.location, at_once="1")
    small.work()

    assert {one.attestation.attended for one in in_force(small)} == {timedelta(hours=8)}
    assert {one.attendance.missed for one in in_force(small) if one.attendance} == {()}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "L’intitulé manque."),
        ({"title": "題"}, "que la police n’a pas"),
        ({"percent": "0"}, "pourcentage de 1 à 100"),
        ({"day-0": "un jour"}, "n’a pas de date ou d’heure"),
        ({"end-0": "08:00"}, "finit avant d’avoir commencé"),
        ({"day-0": "2026-10-06"}, "le même jour à la même heure"),
        ({"day-2": "2027-10-06"}, "n’est pas encore finie"),
        ({"reason": ""}, "le motif est public"),
        ({}, "Rien ne change."),
    ],
)
def test_what_no_attestation_can_say_is_refused_with_the_form_filled(
    typed: dict[str, str], said: str, tmp_path: Path
) -> None:
    desk = make_desk(tmp_path)
    desk.add_user("ines")
    desk.issue(workbook(person()))
    ines = desk.browser("ines")
    kept = fields(ines.get("/module/corriger", code=CODE).text) | {"reason": "corrigé"} | typed

    answer = ines.post("/module/corriger", **kept)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{kept["place"]}"' in answer.text


def test_module_confirmation_is_for_what_was_shown(small: TestDesk) -> None:
    ines = small.browser("ines")
    comparison = compared(ines, title="Autre titre")
    digest = re.search(r'name="digest" value="(\w+)"', ines.get(comparison).text)
    one = in_force(small)[0]
    holder = one.attestation.holder
    other = Correction(
        holder=type(holder)(family_name="Neuf", given_name="N", birth_date=holder.birth_date),
        email=None,
    )
    new = replace_attestation(
        small.context, one.attestation.number, other, reason="nom", who="ines"
    )

    answer = ines.post(comparison, digest=digest[1] if digest else "")

    assert answer.status_code == 409
    assert "Le registre a changé" in answer.text
    assert new in answer.text
    # A correction of one person keeps the module's facts.
    facts = next(each.attestation for each in in_force(small) if each.attestation.number == new)
    assert (facts.module_title, facts.attended) == ("Ateliers citoyens", one.attestation.attended)


def test_module_correction_written_into_the_register_is_never_signed(small: TestDesk) -> None:
    ines = small.browser("ines")
    address = asked(ines, compared(ines, title="Autre titre"))
    number = int(address.rpartition("/")[2])
    with writing(small.register) as session:
        found = job(session, number)
        assert found is not None
        edited = found.module.replace("Autre titre", "Titre volé")
        session.execute(update(JobRow).where(JobRow.id == number).values(module=edited))
    small.clock.turn(timedelta(minutes=11))

    small.work()

    with reading(small.register) as session:
        found = job(session, number)
    assert found is not None
    assert found.state is JobState.FAILED
    assert AuditAction.REPLACED not in actions(small)
    assert "journal n’a pas cette demande" in (found.problem or "")


def test_workbook_with_another_title_leads_to_the_correction_of_its_module(
    small: TestDesk,
) -> None:
    ines = small.browser("ines")
    rows = [("Code", CODE), ("Intitulé", "Ateliers citoyens bis")]
    preview = ines.read_upload(
        workbook(
            person(), person(family_name="Autre", marks="PAP"), module=(*rows, *MODULE_ROWS[2:])
        )
    )

    page = ines.get(preview).text
    assert "autre chose du module que les attestations délivrées" in page
    link = re.search(r'href="(/module/corriger[^"]+)"', page)
    assert link
    form = ines.get(link[1].replace("&amp;", "&")).text
    assert 'value="Ateliers citoyens bis"' in form
