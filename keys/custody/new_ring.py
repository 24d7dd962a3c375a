"""A new ring: a root, and the first issuing key that it certifies."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from keys.custody.certificates import Identity, certify_issuing_key, certify_root, new_key
from keys.custody.keyring import IN_FILE, KeyRing, create_ring
from keys.custody.passphrase import Passphrase

YEAR = timedelta(days=365.25)
ROOT_YEARS = 20  # outlives the issuing keys it certifies, and a nationality file
ISSUING_YEARS = 3  # short enough to keep rotation in practice


def create_first_ring(
    folder: Path,
    who: Identity,
    *,
    issuing_key: EllipticCurvePrivateKey,
    passphrase: Passphrase,
    root_passphrase: Passphrase,
    at: datetime,
    location: str = IN_FILE,
) -> KeyRing:
    """Write a ring whose root certifies ``issuing_key``.

    Raises:
        ConfigurationError: the folder exists, or cannot be written.
    """
    root_key = new_key()
    root = certify_root(root_key, who, at=at, lifetime=ROOT_YEARS * YEAR)
    issuing = certify_issuing_key(
        issuing_key.public_key(),
        who,
        root=root,
        root_key=root_key,
        at=at,
        lifetime=ISSUING_YEARS * YEAR,
    )
    return create_ring(
        folder,
        root=root,
        root_key=root_key,
        issuing=issuing,
        issuing_key=issuing_key,
        passphrase=passphrase,
        root_passphrase=root_passphrase,
        location=location,
    )
