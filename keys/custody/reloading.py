"""The key ring of a running program, read again whenever one of its files changes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock

from attestation.errors import AttestationError, SigningError
from attestation.signer import Signer
from attestation.verdict.trusted_keys import TrustedKeys
from keys.custody.keyring import KeyRing, open_ring, ring_files, trust_bundle
from keys.custody.passphrase import Passphrase
from keys.custody.seal import Seal, check_seal_validity, open_seal
from keys.custody.signing import FileSigner, check_validity, open_root_signer, open_signer
from keys.trust import TrustStore, kid_of, load_trust_store
from keys.trust.file_cache import FileCache
from pdf.document_signer import DocumentSigner


def ring_store(folder: Path) -> TrustStore:
    """Return what the ring at ``folder`` says today of the organisation's keys.

    Raises:
        ConfigurationError: the ring is missing or damaged.
        TrustStoreError: its certificates are unusable.
    """
    return _watched(folder).current().store


def ring_keys(folder: Path) -> TrustedKeys:
    """Return the organisation's keys, as ``ring_store``."""
    return ring_store(folder).trusted


@dataclass(slots=True, kw_only=True)
class RingKeys:
    """The keys that sign, opened anew when the ring changes; shared between threads.

    A key that was retired or revoked while the program runs signs nothing more:
    test_key_that_was_retired_meanwhile_signs_nothing_more.
    """

    folder: Path
    passphrase: Passphrase = field(repr=False)
    now: Callable[[], datetime]
    _opened: tuple[KeyRing, FileSigner, Seal | None] | None = field(default=None, repr=False)
    _opened_root: tuple[KeyRing, FileSigner | None] | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def signer(self) -> Signer:
        """Return the issuing key.

        Raises:
            SigningError: none is active, its certificate is expired, or the passphrase is wrong.
            ConfigurationError: the ring is missing or damaged.
        """
        signer, _ = self._current()
        check_validity(signer.certificate, at=self.now())
        return signer

    def seal(self) -> DocumentSigner | None:
        """Return the seal that signs documents; None where the ring has none.

        Raises:
            SigningError: its certificate is expired.
            ConfigurationError: the ring is missing or damaged.
        """
        _, seal = self._current()
        if seal is not None:
            check_seal_validity(seal.certificate, at=self.now())
        return seal

    def statement_signer(self) -> Signer:
        """Return the issuing key, or the root's in this folder where none may sign.

        Raises:
            SigningError: neither may sign, or the passphrase is wrong.
            ConfigurationError: the ring is missing or damaged.
        """
        try:
            return self.signer()
        except SigningError:
            root = self._root()
            if root is None:
                raise
            return root

    def _root(self) -> Signer | None:
        """Return the root's key, where it is here, may sign messages, and has the passphrase."""
        read = _watched(self.folder).current()
        kid = kid_of(read.ring.root)
        with self._lock:
            if self._opened_root is None or self._opened_root[0] is not read.ring:
                signer = None
                if kid in read.store.roots:
                    with suppress(AttestationError):
                        signer = open_root_signer(self.folder, self.passphrase)
                self._opened_root = read.ring, signer
            signer = self._opened_root[1]
        if signer is not None:
            check_validity(signer.certificate, at=self.now())
        return signer

    def _current(self) -> tuple[FileSigner, Seal | None]:
        ring = _watched(self.folder).current().ring
        with self._lock:
            if self._opened is None or self._opened[0] is not ring:
                self._opened = None
                at = self.now()
                signer = open_signer(ring, self.passphrase, at=at)
                self._opened = ring, signer, open_seal(ring, self.passphrase, at=at)
            return self._opened[1:]


@dataclass(frozen=True, slots=True)
class _Read:
    ring: KeyRing
    store: TrustStore


@lru_cache(maxsize=16)
def _watched(folder: Path) -> FileCache[_Read]:
    def read() -> _Read:
        ring = open_ring(folder)
        return _Read(ring, load_trust_store(trust_bundle(ring)))

    return FileCache(paths=ring_files(folder), make=read)
