"""The issuer record of a key ring: kept where the root of the ring signed it."""

from attestation.errors import ConfigurationError
from keys.custody.authority import RECORD_FILE
from keys.custody.files import locked, write_private
from keys.custody.keyring import KeyRing, open_ring, trust_bundle
from keys.trust import load_trust_store, newest_record_blocks, newest_records

_SETTING = "fiche"


def install_record(ring: KeyRing, file: bytes) -> KeyRing:
    """Keep the signed record in ``file`` in place of the ring's former one.

    Raises:
        ConfigurationError: the root did not sign it, the ring has a newer one, the folder cannot
            be written, or another program is changing it.
    """
    store = load_trust_store(trust_bundle(ring))
    (found,) = newest_records(file, store.trusted).values() or (None,)
    known = store.organisations[0].record
    if found is None:
        raise ConfigurationError(_SETTING, "la racine de ce trousseau ne l’a pas signée")
    if known is not None and found.made_at < known.made_at:
        raise ConfigurationError(_SETTING, "le trousseau en a une plus récente")
    with locked(ring.folder):
        block = newest_record_blocks(file, store.trusted)
        write_private(ring.folder / RECORD_FILE, block)
    return open_ring(ring.folder)
