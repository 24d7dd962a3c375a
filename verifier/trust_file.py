"""The trust bundle file, read when it changes; an older revocation list is refused.

What was seen is remembered in memory, and by ``attest-verifier trust`` in a file beside the bundle
(``trust.pem.seen``), so that a restart forgets nothing either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock

from attestation.errors import ConfigurationError, TrustStoreError
from attestation.verdict.policy import VerificationPolicy
from keys.trust import CrlMark, TrustStore, load_trust_store, marks_from_json, marks_to_json
from keys.trust.file_cache import Stamp, stamp_of
from runtime.files import replace_file

_MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """A bundle that was read and found good."""

    bundle: bytes
    store: TrustStore
    policy: VerificationPolicy

    @property
    def tag(self) -> str:
        """What changes when the bundle does (RFC 9110 §8.8.3)."""
        return sha256(self.bundle).hexdigest()[:32]


@dataclass(slots=True, kw_only=True)
class TrustFile:
    """The bundle of a verifier at work; shared between threads."""

    path: Path
    addresses: frozenset[str]
    clock_slack: timedelta
    excluded: frozenset[bytes] = frozenset()
    """Keys that sign no attestation, whatever the bundle says (``TrustStore.policy``)."""
    is_refused: bool = False
    """The file has changed, and what it holds now is not believed: the former bundle stands."""
    _trusted: Trusted | None = None
    _stamp: Stamp | None = None
    _seen: dict[bytes, CrlMark] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def current(self) -> Trusted:
        """Return what is trusted now.

        A changed file is read at once; one that is damaged, gone or older than what was seen
        changes nothing, and ``is_refused`` tells of it.

        Raises:
            ConfigurationError: there has been no bundle yet, and the file cannot be read.
            TrustStoreError: there has been none yet, and this one is unusable.
        """
        stamp = stamp_of(self.path)
        with self._lock:
            if self._trusted is None:
                self._trusted = self._read()
                self._stamp = stamp
            elif stamp != self._stamp:
                try:
                    self._trusted = self._read()
                    self.is_refused = False
                except (ConfigurationError, TrustStoreError):
                    self.is_refused = True
                self._stamp = stamp
            return self._trusted

    def _read(self) -> Trusted:
        bundle = read_bundle_file(self.path)
        seen = newest_marks(self._seen, read_seen(self.path))
        store = load_trust_store(bundle, seen=seen)
        self._seen = newest_marks(seen, store.marks)
        policy = store.policy(
            addresses=self.addresses, clock_slack=self.clock_slack, excluded=self.excluded
        )
        return Trusted(bundle=bundle, store=store, policy=policy)


def read_bundle_file(path: Path) -> bytes:
    """Read a bundle's bytes.

    Raises:
        ConfigurationError: the file is not there, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except FileNotFoundError:
        raise ConfigurationError("verifier.trust", "ce fichier n’existe pas") from None
    except OSError as error:
        raise ConfigurationError("verifier.trust", f"illisible ({error.strerror})") from None


def read_seen(path: Path) -> dict[bytes, CrlMark]:
    """Read which revocation lists were seen with the bundle at ``path``; none at first.

    Raises:
        ConfigurationError: the memory is there and cannot be read.
        TrustStoreError: it is damaged; it is never taken for "nothing was seen".
    """
    try:
        return marks_from_json(_seen_path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        name = type(error).__name__
        raise ConfigurationError(str(_seen_path(path)), f"illisible ({name})") from None


def write_bundle_file(path: Path, bundle: bytes, *, seen: Mapping[bytes, CrlMark]) -> None:
    """Put ``bundle`` in its place, then the memory of what was seen.

    Raises:
        ConfigurationError: the folder does not let us write; the former bundle stands.
    """
    marks = newest_marks(seen, load_trust_store(bundle).marks)
    try:
        # The bundle first: after a power cut in between it still says itself how new its lists are.
        replace_file(path, bundle, mode=0o644)
        replace_file(_seen_path(path), marks_to_json(marks).encode(), mode=0o644)
    except OSError as error:
        problem = f"impossible d’écrire ({error.strerror})"
        raise ConfigurationError("verifier.trust", problem) from None


def newest_marks(*some: Mapping[bytes, CrlMark]) -> dict[bytes, CrlMark]:
    """Return the newest mark of each root."""
    newest: dict[bytes, CrlMark] = {}
    for marks in some:
        for anchor, mark in marks.items():
            known = newest.get(anchor)
            if known is None or known.is_older_than(mark):
                newest[anchor] = mark
    return newest


def _seen_path(path: Path) -> Path:
    return path.with_name(path.name + ".seen")
