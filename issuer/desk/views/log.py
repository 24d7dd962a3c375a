"""The log: the newest entries, the proof that it is whole, and a copy to keep."""

from flask import render_template
from flask.typing import ResponseReturnValue

from attestation.errors import MalformedCredentialError
from issuer.audit.log import Entry, decode_entry, read_head
from issuer.audit.verification import check_log
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.pages.log_labels import ACTS, HEADINGS, entry_row
from issuer.desk.views.module import attachment
from issuer.export.tables import to_csv
from issuer.lifecycle.exports import record_export
from issuer.words.sentence import sentence
from keys.custody.reloading import ring_keys
from register import audit_log
from register.database import reading

ROUTES = Routes()

NEWEST = 200


@ROUTES.get("/journal", Role.READER)
def log_page() -> ResponseReturnValue:
    """Show the newest entries, and whether the whole log holds."""
    settings = context().settings
    keys = ring_keys(settings.keys.ring)
    head = read_head(settings.desk.audit_head_file)
    with reading(context().register) as session:
        checked = check_log(session, keys=keys, head=head)
        newest = [_decode(signed) for _, signed in audit_log.entries(session, newest_first=NEWEST)]
    return render_template("log.html", checked=checked, entries=newest, actions=ACTS, newest=NEWEST)


@ROUTES.post("/journal/telecharger", Role.READER)
def download_log() -> ResponseReturnValue:
    """Return the whole log, each entry with its signed bytes."""
    with reading(context().register) as session:
        rows = [
            (*_row(number, signed), signed.hex()) for number, signed in audit_log.entries(session)
        ]
    record_export(context(), who=viewer().login, subject="journal")
    return attachment(to_csv((*HEADINGS, sentence("Entrée signée")), rows), "journal.csv")


def _row(number: int, signed: bytes) -> tuple[str | int, ...]:
    entry = _decode(signed)
    return (number, *("?" * 5)) if entry is None else entry_row(entry)


def _decode(signed: bytes) -> Entry | None:
    try:
        return decode_entry(signed)
    except MalformedCredentialError:
        return None
