"""Settings to a verifier at work: the trust bundle read, the register opened, the limits set."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from attestation.errors import ConfigurationError
from attestation.policy import VerificationPolicy
from keys.trust import load_trust_store
from register.database import open_register
from register.lookup import Lookup
from verifier.check import Verifier
from verifier.inspection.process import Inspector
from verifier.settings import VerifierSettings
from verifier.status_memory import StatusMemory

_MAX_BUNDLE_BYTES = 10_000_000


def utc_now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)


def open_verifier(settings: VerifierSettings, *, now: Callable[[], datetime] = utc_now) -> Verifier:
    """Make everything ready for checks.

    Raises:
        ConfigurationError: a setting is wrong, or the trust bundle is not where it says.
        TrustStoreError: the trust bundle is there and unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    section = settings.section
    return Verifier(
        policy=_policy(settings),
        register=Lookup(open_register(settings.register, folder=settings.folder, read_only=True)),
        memory=StatusMemory(),
        inspect=Inspector(
            limits=section.limits(), places=BoundedSemaphore(section.inspections_at_once)
        ),
        now=now,
    )


def _policy(settings: VerifierSettings) -> VerificationPolicy:
    try:
        with settings.trust.open("rb") as bundle:
            store = load_trust_store(bundle.read(_MAX_BUNDLE_BYTES))
    except FileNotFoundError:
        raise ConfigurationError("verifier.trust", "ce fichier n’existe pas") from None
    except OSError as error:
        raise ConfigurationError("verifier.trust", f"illisible ({error.strerror})") from None
    return store.policy(
        addresses=frozenset(settings.section.addresses),
        clock_slack=timedelta(seconds=settings.section.clock_slack_seconds),
    )
