"""One round of sending: answers lost links, sends what is due, and writes an entry of the log."""

from collections import Counter
from collections.abc import Callable

from issuer.audit.log import AuditAction, AuditEvent, record
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.lost_link import answer_requests
from issuer.delivery.outbox_worker import Sent, send_due
from register.tables.delivery import Delivery

_IN_LOG = {
    Delivery.SENT: "partis",
    Delivery.REFUSED: "refusés",
    Delivery.UNCERTAIN: "de sort inconnu",
}
"""What the log says of each outcome; a message that will be tried again has not left."""


def send_round(
    context: IssuerContext,
    mail_context: MailContext,
    *,
    who: str,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Sent:
    """Send everything that is due, and write into the log how many messages left.

    Args:
        context: signs the entry.
        mail_context: settings, register, key of the links and clock.
        who: in whose name, a login or the user of the machine.
        is_stopping: asked between two messages.

    Raises:
        MailServerError: the server cannot be used; the rest stays queued.
        ConfigurationError: there is no mail server, or its account's file is unusable.
        RegisterError: the register failed; a message under way is resumed when its lease ends.
        SigningError: the log's entry could not be signed; what was sent is on record all the same.
    """
    settled: Counter[Delivery] = Counter()

    def count(state: Delivery) -> None:
        settled[state] += 1

    answer_requests(mail_context)
    try:
        return send_due(mail_context, on_settled=count, is_stopping=is_stopping)
    finally:
        parts = [f"{settled[state]} {words}" for state, words in _IN_LOG.items() if settled[state]]
        if parts:
            record(
                context,
                AuditEvent(who=who, action=AuditAction.MESSAGES_SENT, detail=", ".join(parts)),
            )
