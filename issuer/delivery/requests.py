"""Use cases of delivery, for desk and commands: each leaves its entry in the log."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError
from attestation.facts import Number
from issuer.audit.log import AuditAction, AuditEvent, audited, audited_transaction
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.queueing import NotQueued, Queued, deliver_again, renew_link
from issuer.words.sentence import sentence
from register import links
from register.attestations import record
from register.delivery_board import change_address
from register.tables.attestations import State

_AT_ONCE = 500
"""Messages in one transaction, for which other writers wait."""


def ask_deliveries(
    context: IssuerContext,
    mail_context: MailContext,
    seen: Mapping[Number, int],
    *,
    who: str,
    module_code: str | None = None,
) -> dict[Number, Queued | NotQueued]:
    """Queue a message for each number, unless more was asked for than whoever asks has seen.

    Args:
        context: signs the entries of the log.
        mail_context: settings, register, key of the links and clock.
        seen: by number how many messages there were (``Message.round``, 0 for none): a second
            click says the same again, and nothing is sent twice.
        who: a login, or the user of the machine.
        module_code: for the log, where they are those of one module.

    Raises:
        ConfigurationError: there is no mail server.
        RegisterError: the register failed; what was queued before stands, with its entry.
        SigningError: an entry could not be signed; same.
    """
    mail_context.mail()
    answers: dict[Number, Queued | NotQueued] = {}
    numbers = sorted(seen)  # two who ask at once lock their rows in the same order
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        with audited_transaction(context) as transaction:
            session = transaction.session
            now = {one: deliver_again(session, mail_context, one, after=seen[one]) for one in some}
            queued = [one for one, answer in now.items() if isinstance(answer, Queued)]
            first = [one for one in queued if seen[one] == 0]
            again = [one for one in queued if seen[one] > 0]
            for action, asked in (
                (AuditAction.DELIVERY_ASKED, first),
                (AuditAction.DELIVERY_ASKED_AGAIN, again),
            ):
                if asked:
                    transaction.append(_event(who, action, asked, module_code))
        answers |= now
    return answers


def ask_other_address(
    context: IssuerContext, number: Number, email: str | None, *, who: str
) -> None:
    """Replace a wrong address; the log does not say which.

    Raises:
        EndingRefusedError: no attestation is in force under this number.
        RegisterError: the register failed; the address is as before.
        SigningError: the log's entry could not be signed; same.
    """
    with audited(
        context, AuditEvent(who=who, action=AuditAction.ADDRESS_CHANGED, subject=number)
    ) as session:
        if not change_address(session, number, email):
            raise _unknown(number)


def ask_new_link(
    context: IssuerContext, mail_context: MailContext, number: Number, *, who: str
) -> str:
    """Cut off all links of ``number``, and return the address of a new one to hand over.

    Raises:
        EndingRefusedError: no attestation was issued under this number.
        RegisterError: the register failed; the links are as before.
        SigningError: the log's entry could not be signed; same.
    """
    with audited(
        context, AuditEvent(who=who, action=AuditAction.LINK_RENEWED, subject=number)
    ) as session:
        _require_issued(session, number)
        return renew_link(session, mail_context, number)


def ask_cut_off(
    context: IssuerContext, mail_context: MailContext, number: Number, *, who: str
) -> int:
    """Make every link of ``number`` lead nowhere; return how many did.

    Raises:
        EndingRefusedError: no attestation was issued under this number.
        RegisterError: the register failed; the links are as before.
        SigningError: the log's entry could not be signed; same.
    """
    with audited(
        context, AuditEvent(who=who, action=AuditAction.LINKS_CUT_OFF, subject=number)
    ) as session:
        _require_issued(session, number)
        return links.cut_off(session, number, at=mail_context.instant())


def _event(
    who: str, action: AuditAction, asked: Sequence[Number], module_code: str | None
) -> AuditEvent:
    if len(asked) == 1:
        return AuditEvent(who=who, action=action, subject=asked[0])
    return AuditEvent(who=who, action=action, subject=module_code, detail=f"{len(asked)} e-mails")


def _require_issued(session: Session, number: Number) -> None:
    found = record(session, number)
    if found is None or found.state is State.RESERVED:
        raise _unknown(number)


def _unknown(number: Number) -> EndingRefusedError:
    return EndingRefusedError(
        sentence("{number} : aucune attestation délivrée sous ce numéro", number=number)
    )
