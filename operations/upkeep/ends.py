"""What comes to its end, said early enough to do something: keys, certificates, algorithms."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attestation.algorithms import ALGORITHMS, REVIEW_EVERY, WRITTEN
from issuer.delivery.expiry_warnings import expiring
from keys.custody.keyring import KeyRing, KeyState, open_ring
from keys.trust import Role
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok

ROOT_WARNING = timedelta(days=2 * 365)
"""A new root is carried to every verifier by hand."""
CERTIFICATE_WARNING = timedelta(days=180)
ALGORITHM_WARNING = timedelta(days=4 * 365)
"""As long as an issuing key lives, and a year to change."""
ALGORITHM_ALARM = timedelta(days=365)
_NAMES = {Role.WITNESS: "le témoin", Role.LOG: "la clé du journal public", Role.SEAL: "le cachet"}
_REMEDIES = {
    Role.WITNESS: "attest-keys witness",
    Role.LOG: "attest-keys log-key, puis attest-keys trust",
    Role.SEAL: "attest-keys import",
}


def warn_of_ends(examination: Examination) -> Iterator[Line]:
    """Say what ends, and when; each once."""
    settings = examination.installation.issuer
    lines = [
        look("échéance", words.rpartition(" : ")[0] or words, words.rpartition(" : ")[2])
        for _, words in expiring(settings, examination.register, at=examination.at)
    ]
    lines += warn_of_certificates(open_ring(settings.keys.ring), at=examination.at)
    lines += warn_of_algorithms(examination.at.date())
    yield from lines
    if not lines:
        yield ok("échéances", "rien n’arrive à sa fin")


def warn_of_algorithms(today: date) -> Iterator[Line]:
    """Say which algorithm is planned to end within years, and whether the plan itself is old."""
    for one in ALGORITHMS:
        if one.last_day is None or one.last_day - today > ALGORITHM_WARNING:
            continue
        words = f"{one.name} ({one.used_for}) : fin prévue le {one.last_day:%d/%m/%Y}"
        say = broken if one.last_day - today < ALGORITHM_ALARM else look
        yield say("algorithmes", words, "installez une version qui en a un autre")
    if today - WRITTEN > REVIEW_EVERY:
        words = f"la table des échéances date du {WRITTEN:%d/%m/%Y}"
        yield look("algorithmes", words, "installez la version la plus récente")


def warn_of_certificates(ring: KeyRing, *, at: datetime) -> Iterator[Line]:
    """Say which certificates end that no night renews, and when the root does."""
    for key in ring.keys:
        end = key.certificate.not_valid_after_utc
        if (
            key.role in _NAMES
            and ring.state_of(key, at=at) is KeyState.ACTIVE
            and end - at < CERTIFICATE_WARNING
        ):
            yield look(
                "échéance", f"{_NAMES[key.role]} expire le {end:%d/%m/%Y}", _REMEDIES[key.role]
            )
    end = ring.root.not_valid_after_utc
    if end - at < ROOT_WARNING:
        words = f"la racine expire le {end:%d/%m/%Y}"
        yield look("échéance", words, "une nouvelle racine : docs/operations/keys.md")
