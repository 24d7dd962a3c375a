"""A drill: the newest backup restored aside, until it has signed, issued and been checked.

Nothing of it stays but its result, whose date ``attest doctor`` counts from.
"""

import json
import resource
import time as stopwatch
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, time
from hashlib import sha256
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from attestation.errors import DisagreementError
from attestation.facts import Holder, Number
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT
from attestation.partial_date import PartialDate
from attestation.verdict.trusted_keys import TrustedKeys
from attestation.verdict.verdicts import Genuine, LookedAt
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.organisation.history import current_context
from issuer.signed.opening import opened
from keys.custody.settings import load_deployment
from operations.backup.archive import (
    REGISTER,
    SETTINGS,
    BackupError,
    Extracted,
    extracted,
    read_key,
)
from operations.backup.backup import backups_in
from operations.backup.files import relocated
from operations.backup.restore import Signing, open_copy, require_known
from operations.settings import Installation, read_installation
from register.attestations import (
    StoredDocument,
    document,
    stored_documents,
    unrecorded,
    without_document,
)
from register.database import reading
from register.holders import ExistingAttestation
from register.reservation import Draft, Module, ModuleSession
from runtime.files import replace_file
from verifier.assembly import open_verifier
from verifier.check import check_file

RESULT = "drill.json"
"""Beside the backups: when the last drill was, and of which backup."""
OnDocument = Callable[[int, int], None]
"""Called with how many documents were verified, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """A backup that was restored, and works."""

    backup: str
    at: str
    """ISO 8601, in UTC."""
    documents: int
    """Whose digest a signed statement has."""
    lists: int
    number: str
    """Of the specimen that was issued and found genuine."""
    seconds: float
    peak_megabytes: int


def drill(
    installation: Installation,
    *,
    signing: Signing,
    on_document: OnDocument = lambda done, all_: None,
) -> Drilled:
    """Restore the newest backup aside and prove that it signs, issues and is checked.

    Raises:
        BackupError: there is no backup, it does not open, or what it issued is not genuine.
        RegisterError: the restored register failed, or a document is not what was signed.
        SigningError: the passphrase does not open the restored ring.
    """
    begin = stopwatch.monotonic()
    settings = installation.backup
    newest = backups_in(settings.folder)[-1:]
    if not newest:
        raise BackupError(f"aucune sauvegarde dans {settings.folder} : attest backup")
    key = read_key(settings.key_file)
    with extracted(newest[0], key=key, beside=installation.issuer.folder) as backup:
        require_known(backup.manifest)
        restored = _put_aside(backup)
        context = open_copy(restored, backup.file(REGISTER), signing)
        with reading(context.register) as session:
            documents = verify_documents(
                session, keys=context.trusted, total=backup.manifest.documents, on=on_document
            )
        lists = publish_all(context, who=signing.who)
        number, content = _issue_specimen(context)
        _require_genuine(restored, content, at=signing.at)
        context.register.dispose()
    result = Drilled(
        backup=newest[0].name,
        at=signing.at.isoformat(),
        documents=documents,
        lists=len(lists),
        number=number,
        seconds=round(stopwatch.monotonic() - begin, 1),
        peak_megabytes=_peak_megabytes(),
    )
    replace_file(settings.folder / RESULT, json.dumps(asdict(result)).encode())
    return result


def verify_documents(session: Session, *, keys: TrustedKeys, total: int, on: OnDocument) -> int:
    """Verify that each document is what a signed statement says; return how many there are.

    Raises:
        DisagreementError: naming the number of one that is not, or that is gone.
        RegisterError: the register failed.
    """
    missing = unrecorded(session) or without_document(session)
    if missing is not None:
        raise DisagreementError(f"{missing} : le registre n’a plus tout ce qui fut délivré")
    count = 0
    for digest, several in groupby(stored_documents(session), key=attrgetter("digest")):
        rows = list(several)
        number, content = rows[0].number, rows[0].content
        if sha256(content).digest() != digest:
            raise DisagreementError(f"{number} : un document n’a pas l’empreinte de sa ligne")
        if not any(_says_so(row, keys) for row in rows):
            raise DisagreementError(f"{number} : aucune déclaration signée n’a cette empreinte")
        count += 1
        on(count, total)
    return count


def _says_so(row: StoredDocument, keys: TrustedKeys) -> bool:
    """Check whether a statement of ours has the digest, about the credential of the same number."""
    credential = opened(row.credential or b"", CREDENTIAL, keys)
    statement = opened(row.signed or b"", STATEMENT, keys)
    return (
        credential is not None
        and statement is not None
        and credential.attestation.number == row.number
        and (statement.code, statement.digest) == (credential.attestation.code, row.digest)
    )


def _put_aside(backup: Extracted) -> Installation:
    """Return the restored deployment, in the backup's own folder and without mail."""
    config = backup.file(SETTINGS)
    aside = relocated(load_deployment(config), backup.folder, register_url=f"sqlite:///{REGISTER}")
    return read_installation(config, aside)


def _issue_specimen(context: IssuerContext) -> tuple[Number, bytes]:
    """Issue to somebody who does not exist, in a register that is thrown away."""
    day = context.instant().date()
    session = ModuleSession(day=day, start=time(9), end=time(13), theme=None, mode=None)
    module = Module(
        code="EXERCICE",
        title="Exercice de restauration",
        organiser=None,
        place=None,
        language=None,
        sessions=(session,),
    )
    holder = Holder(family_name="Spécimen", given_name=None, birth_date=PartialDate(year=1990))
    draft = Draft(holder=holder, email=None, attended=session.duration)
    (number,) = issue(current_context(context), module, [draft])
    with reading(context.register) as register:
        content = None if isinstance(number, ExistingAttestation) else document(register, number)
    if isinstance(number, ExistingAttestation) or content is None:
        raise BackupError("le registre restauré n’a pas délivré le spécimen")
    return number, content


def _require_genuine(restored: Installation, content: bytes, *, at: datetime) -> None:
    """Check the specimen with the restored verifier, by the restored trust bundle."""
    if restored.verifier is None:
        return
    finding = check_file(open_verifier(restored.verifier, now=lambda: at), content)
    if not isinstance(finding.verdict, Genuine) or finding.looked_at is not LookedAt.ORIGINAL:
        raise BackupError(
            "le vérificateur restauré ne reconnaît pas ce que l’émetteur restauré délivre "
            f"({type(finding.verdict).__name__}) : attest-keys trust --out trust.pem"
        )


def _peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
