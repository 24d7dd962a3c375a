"""A row is believed where it says what was signed: the one comparison that every act makes.

``issuer.lifecycle.agreement`` asks it about one attestation, with its statements; here it is also
asked about a whole module, before anybody is looked up in it by name. ADR 0091.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from attestation.code import Code
from attestation.errors import DisagreementError
from attestation.facts import Number
from attestation.formats.credential import CREDENTIAL, Credential, birth_date_mark, module_mark
from attestation.formats.statement import STATEMENT, Kind, Statement
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from issuer.words.sentence import sentence
from register.attestations import events
from register.erasure import digest_of_remains, erased_rows
from register.holders import issued_rows
from register.reservation import facts_of
from register.tables.attestations import AttestationRow


def agreed_credential(row: AttestationRow, keys: TrustedKeys) -> Credential:
    """Return the credential of an issued row, which says the same.

    Raises:
        DisagreementError: it says something else, or is none of ours.
    """
    credential = opened(row.credential or b"", CREDENTIAL, keys)
    if credential is None:
        raise differs(row.number, "le sceau")
    signed = credential.attestation
    expected = facts_of(signed) | {"number": signed.number, "code": signed.code}
    for column, value in expected.items():
        if getattr(row, column) != value:
            raise differs(row.number, column)
    status = credential.status
    if (list_number_in(status.uri), status.index) != (row.status_list, row.status_index):
        raise differs(row.number, "status_index")
    return credential


def agreed_erasure(
    row: AttestationRow, signed: Iterable[bytes], keys: TrustedKeys
) -> tuple[Statement, ...]:
    """Return what was signed about the code of an erased row, which says what was signed of it.

    Raises:
        DisagreementError: it says something else, or nobody signed that it was erased.
    """
    statements = tuple(
        statement
        for data in signed
        if (statement := opened(data, STATEMENT, keys)) is not None
        and statement.code == Code(row.code)
    )
    erasures = [one for one in statements if one.kind is Kind.ERASED]
    if not erasures:
        raise differs(row.number, "code")
    remains = digest_of_remains(row)
    if any(one.remains not in (None, remains) for one in erasures):
        raise differs(row.number, sentence("ce qui reste d’elle"))
    return statements


def require_module_agrees(session: Session, module_code: str, keys: TrustedKeys) -> None:
    """Refuse to look for people in a module of which a row says something else than was signed.

    The rows are those that say the module, and those of which the credential does.

    Raises:
        DisagreementError: naming the number.
        RegisterError: the register failed.
    """
    # SECURITY: who holds one is found by columns, so these must say what was signed:
    # test_edited_key_leads_to_no_second_attestation_and_loses_none.
    said = AttestationRow.module_code == module_code
    for row in issued_rows(session, said, mark=module_mark(module_code)):
        if row.is_erased:
            agreed_erasure(row, (one.signed for one in events(session, Number(row.number))), keys)
        else:
            agreed_credential(row, keys)


def require_person_agrees(session: Session, number: Number, keys: TrustedKeys) -> None:
    """Refuse to look for what else the holder of ``number`` was issued, as a module's people.

    Raises:
        DisagreementError: naming a number of somebody of the same birth date.
        RegisterError: the register failed.
    """
    # SECURITY: test_edited_key_keeps_nothing_from_an_erasure.
    row = session.get(AttestationRow, number, populate_existing=True)
    if row is None or not row.credential:
        return
    holder = agreed_credential(row, keys).attestation.holder
    said = AttestationRow.person_key == row.person_key
    for one in issued_rows(session, said, mark=birth_date_mark(holder.birth_date)):
        agreed_credential(one, keys)


def require_erasures_agree(session: Session, keys: TrustedKeys) -> None:
    """Refuse to go on where an erased record does not say what was signed of it.

    Raises:
        DisagreementError: naming the number.
        RegisterError: the register failed.
    """
    for row, signed in erased_rows(session):
        agreed_erasure(row, signed, keys)


def differs(number: str, what: str) -> DisagreementError:
    """Return the refusal that names what differs, and no value."""
    return DisagreementError(
        sentence(
            "{number} : le registre dit autre chose que ce qui fut signé ({what}) ; rien n’est "
            "signé",
            number=number,
            what=what,
        )
    )
