"""Checks that the number, code and index of a reservation belong to nothing signed. ADR 0091."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from attestation.formats.credential import CREDENTIAL
from attestation.formats.status_list import CAPACITY
from issuer.audit.published_lists import condemned
from issuer.context import IssuerContext
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from issuer.signed.row_agreement import differs, require_erasures_agree
from register.attestations import events, unrecorded
from register.reservation import Reservation, is_counted, next_list
from register.signed_credentials import credentials


def require_free(
    context: IssuerContext, session: Session, reservations: Iterable[Reservation]
) -> None:
    """Refuse to issue where an issued attestation is gone, or a reservation that is not free.

    Nothing was ever signed about a reservation that was left in the register. So nothing signed may
    have its number, code or index, nor condemn that index.

    Raises:
        DisagreementError: naming the number.
        RegisterError: the register failed.
    """
    # SECURITY: test_reservation_that_is_not_free_is_never_signed.
    lost = unrecorded(session)
    if lost is not None:
        # SECURITY: who held it is not issued to again: test_nobody_is_issued_to_over_a_lost_row.
        raise differs(lost, "cette attestation n’y est plus")
    left = [one for one in reservations if one.is_taken_up]
    if not left:
        return
    require_erasures_agree(session, context.trusted)  # their places are in no credential
    taken: set[object] = set()
    for stored in credentials(session):
        credential = opened(stored.credential, CREDENTIAL, context.trusted)
        if credential is not None:
            place = (list_number_in(credential.status.uri), credential.status.index)
            taken |= {credential.attestation.number, credential.attestation.code, place}
    ended = {
        number: condemned(context, session, number) for number in {r.list_number for r in left}
    }
    for one in left:
        number, code = one.attestation.number, one.attestation.code
        if number in taken or events(session, number) or not is_counted(session, number):
            raise differs(number, "number")
        if code in taken:
            raise differs(number, "code")
        if (one.list_number, one.list_index) in taken or one.list_index in ended[one.list_number]:
            raise differs(number, "status_index")
        lists = {place[0] for place in taken if isinstance(place, tuple)} | {next_list(session)}
        if one.list_number not in lists or not 0 <= one.list_index < CAPACITY:
            raise differs(number, "status_index")
