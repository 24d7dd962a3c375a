"""The register: its file or server, the log, each right of each role, the lists, the outbox."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import text

from attestation.errors import AttestationError
from attestation.formats.status_list import STATUS_LIST, StatusList
from issuer.audit.log import gap_in_log, newest_signature, read_head
from issuer.audit.verification import check_log as verify_log
from issuer.desk.auth.secret import open_secret
from issuer.issuance.status_lists import publish_all
from issuer.signed.opening import opened
from keys.custody.reloading import ring_keys
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from register import accounts, outbox
from register.check_counts import connect_to_count
from register.database import (
    RegisterSettings,
    open_replica,
    reading,
    register_url,
    translated_errors,
    writing,
)
from register.lookup import Lookup
from register.status_lists import credentials_elsewhere, published_tokens
from verifier.settings import VerifierSettings

_PUBLISH = "attest-issuer publish"
_ROLES = "docs/operations/postgresql.md#roles"


def check_register(examination: Examination) -> Iterator[Line]:
    """Open it, read all of its file, and take its lock without writing."""
    register = examination.register
    if register.dialect.name == "sqlite":
        with reading(register) as session:
            found = session.scalar(text("PRAGMA quick_check(1)"))
        if found != "ok":
            yield broken("registre", "le fichier du registre est abîmé", "attest restore")
            return
    with writing(register) as session:
        session.execute(text("UPDATE audit_head SET sequence = sequence WHERE 1 = 0"))
    yield ok("registre", "il s’ouvre, a le schéma de ce programme, et s’écrit")


def check_log(examination: Examination) -> Iterator[Line]:
    """Verify each entry, and that no end was cut off."""
    settings = examination.installation.issuer
    head = read_head(settings.desk.audit_head_file)
    with reading(examination.register) as session:
        checked = verify_log(session, keys=ring_keys(settings.keys.ring), head=head)
        gap = gap_in_log(examination.context, session)
    if checked.flaws and gap is None:
        flaw = checked.flaws[0]
        yield broken(
            "journal", f"entrée {flaw.sequence} : {flaw.problem}", "attest-issuer audit verify"
        )
    elif gap is not None:
        yield broken("journal", gap.words, "attest-issuer register accept-restore --reason « … »")
    else:
        yield ok("journal", f"entier, {checked.count} entrées")


def check_roles(examination: Examination) -> Iterator[Line]:
    """Ask for each right that the verifier needs, by asking what it asks."""
    verifier = examination.installation.verifier
    if verifier is None or verifier.register is None:
        return
    try:
        engine = open_replica(verifier.register, folder=verifier.folder)
        with translated_errors(), engine.connect() as connection:
            Lookup(engine).require_rights()
            connection.execute(text("SELECT content FROM document WHERE 1 = 0"))
        engine.dispose()
        if verifier.section.count_checks:
            _count_nothing(verifier, verifier.register)
    except AttestationError as error:
        yield broken("rôles", f"le vérificateur : {error}", _ROLES)
        return
    yield ok("rôles", "le vérificateur lit et compte ce qu’il lui faut")


def check_lists(examination: Examination) -> Iterator[Line]:
    """Look at each list, and for papers that name a list which is not there."""
    keys = ring_keys(examination.installation.issuer.keys.ring)
    slack = examination.installation.issuer.clock.slack
    with reading(examination.register) as session:
        lists = {uri: opened(token, STATUS_LIST, keys) for uri, token in published_tokens(session)}
        good = {uri for uri, one in lists.items() if one is not None and one.uri == uri}
        unlisted = sum(1 for _ in credentials_elsewhere(session, good))
        newest = newest_signature(session)
    for uri, one in lists.items():
        yield _line_of(examination, uri, one if uri in good else None, slack)
    if unlisted:
        yield broken(
            "listes",
            f"{unlisted} attestations nomment une liste qui n’est pas publiée",
            _PUBLISH,
            mend=partial(_publish, examination),
        )
    if newest is not None and newest > examination.at + slack:
        yield broken(
            "listes",
            f"la dernière signature est datée du {newest:%d/%m/%Y %H:%M}, dans l’avenir",
            "attest-issuer publish --heal-clock, si l’horloge est juste",
        )


def check_desk_secret(examination: Examination) -> Iterator[Line]:
    """Check whether the desk's secret is the one that accounts were made with."""
    settings = examination.installation.issuer.desk
    with reading(examination.register) as session:
        known = [one for one in accounts.accounts(session) if not one.is_disabled]
    if not known:
        yield look("comptes", "personne ne peut entrer au bureau", "attest-issuer user add ADRESSE")
        return
    remedy = f"attest-issuer user reset {known[0].login}"
    if not settings.secret_file.exists():
        words = "desk.secret manque : les codes à usage unique ne sont plus reconnus"
        yield broken("comptes", words, remedy)
        return
    secret = open_secret(settings.secret_file)
    lost = [one for one in known if secret.unseal(one.totp_sealed, login=one.login) is None]
    if lost:
        words = f"desk.secret n’est pas celui de {len(lost)} comptes"
        yield broken("comptes", words, remedy)
    else:
        yield ok("comptes", f"{len(known)} comptes peuvent entrer")


def check_outbox(examination: Examination) -> Iterator[Line]:
    """Look for messages that have waited too long."""
    with reading(examination.register) as session:
        waiting = outbox.waiting_since(session, before=examination.at - timedelta(days=1))
    if waiting:
        yield look("messages", f"{waiting} attendent depuis plus d’un jour", "attest-issuer send")
    else:
        yield ok("messages", "aucun n’attend depuis plus d’un jour")


def _line_of(examination: Examination, uri: str, one: StatusList | None, slack: timedelta) -> Line:
    mend = partial(_publish, examination)
    if one is None:
        words = f"{uri} n’est pas signée par nous, ou pour une autre"
        return broken("listes", words, _PUBLISH, mend=mend)
    if one.issued_at > examination.at + slack:
        return broken(
            "listes",
            f"{uri} est datée du {one.issued_at:%d/%m/%Y %H:%M}, dans l’avenir",
            "attest-issuer publish --heal-clock, si l’horloge est juste",
        )
    if one.is_stale(examination.at):
        words = f"{uri} ne vaut plus depuis le {one.expires_at:%d/%m/%Y} : rien ne se vérifie"
        return broken("listes", words, _PUBLISH, mend=mend)
    if one.is_old(examination.at):
        words = f"{uri} n’a plus été signée depuis le {one.issued_at:%d/%m/%Y}"
        return look("listes", words, f"{_PUBLISH} ; la minuterie ne tourne pas", mend=mend)
    return ok("listes", f"{uri} vaut jusqu’au {one.expires_at:%d/%m/%Y}")


def _publish(examination: Examination) -> None:
    publish_all(examination.context, who="attest doctor --fix")


def _count_nothing(verifier: VerifierSettings, settings: RegisterSettings) -> None:
    setting = "register.url"
    if verifier.section.counts_url is not None:
        settings = settings.model_copy(update={"url": verifier.section.counts_url})
        setting = "verifier.counts_url"
    url = register_url(settings, folder=verifier.folder, setting=setting)
    engine = connect_to_count(url, wait_seconds=settings.wait_seconds)
    with translated_errors(), engine.connect() as connection:
        nothing = "SELECT number, day, checks FROM check_count WHERE 1 = 0"
        connection.execute(text(f"INSERT INTO check_count (number, day, checks) {nothing}"))
        connection.execute(text("UPDATE check_count SET checks = checks WHERE 1 = 0"))
        connection.rollback()
    engine.dispose()
