"""Whether an issuer's faces can do their work now: the quick half of ``attest doctor``."""

from sqlalchemy import text

from attestation.errors import AttestationError, RegisterError
from issuer.audit.log import gap_in_log
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.expiry_warnings import expiring
from keys.custody.reloading import ring_keys
from register.database import reading


def desk_problem(context: IssuerContext) -> str | None:
    """Return the code of what keeps the desk from signing; None where nothing does."""
    try:
        with reading(context.register) as session:
            gap = gap_in_log(context, session)
        if gap is not None:
            return "log-not-whole"
    except RegisterError:
        return "register-down"
    except AttestationError:
        return "log-unreadable"
    try:
        _ = context.statement_signer
    except AttestationError:
        return "no-key"
    return None


def desk_warnings(context: IssuerContext) -> list[str]:
    """Return the codes of what comes to its end.

    Raises:
        RegisterError: the register failed.
        ConfigurationError: the key ring is damaged.
    """
    found = expiring(context.settings, context.register, at=context.instant())
    return sorted({code for code, _ in found})


def participant_problem(mail_context: MailContext) -> str | None:
    """Return the code of what keeps participants from their documents; None where nothing does."""
    try:
        with reading(mail_context.register) as session:
            session.execute(text("SELECT number FROM attestation WHERE 1 = 0"))
    except RegisterError:
        return "register-down"
    try:
        ring_keys(mail_context.settings.keys.ring)
    except AttestationError:
        return "no-key"
    return None
