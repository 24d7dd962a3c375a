"""Problems of one person's document: letters, and the room of its QR code."""

from collections.abc import Iterable
from datetime import datetime

from attestation.code import code_from_entropy
from attestation.facts import Number
from attestation.formats.credential import (
    Credential,
    StatusReference,
    credential_size,
)
from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.formats.status_list import CAPACITY
from issuer.settings.issuer import IssueSettings
from issuer.words.sentence import listed, sentence
from issuer.workbook.model import Participant, Problem
from pdf.mark_positioning import missing_characters
from register.reservation import Draft, Module


def document_problems(
    person: Participant, draft: Draft, module: Module, settings: IssueSettings, at: datetime
) -> Iterable[Problem]:
    """Find what would stop this person's document, before anything is reserved."""
    holder = draft.holder
    if missing := missing_characters(holder.full_name()):
        letters = listed(
            [
                sentence("« {character} » (U+{code})", character=one, code=format(ord(one), "04X"))
                for one in missing
            ]
        )
        yield Problem(
            sheet=person.sheet,
            row=person.row,
            column=None,
            message=sentence(
                "le nom contient {letters}, que la police du document n’a pas", letters=letters
            ),
            remedy=sentence("écrivez le nom en lettres latines, comme sur le titre de séjour"),
        )
    if largest_credential(draft, module, settings, at) > MAX_CREDENTIAL_BYTES:
        yield Problem(
            sheet=person.sheet,
            row=person.row,
            column=None,
            message=sentence(
                "le nom et l’intitulé du module sont trop longs ensemble pour le code QR"
            ),
            remedy=sentence("raccourcissez l’intitulé du module"),
        )


def largest_credential(draft: Draft, module: Module, settings: IssueSettings, at: datetime) -> int:
    """Return the size of the credential with the longest number and index there can be."""
    attestation = draft.attestation(
        module,
        number=Number(f"{settings.number_prefix}-{at.year}-999999999"),
        code=code_from_entropy(0),
        issued_at=at.replace(microsecond=0),
    )
    status = StatusReference(uri=f"{settings.verifier}/status/9999", index=CAPACITY - 1)
    return credential_size(Credential(attestation=attestation, status=status))
