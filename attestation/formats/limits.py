"""How large a credential may be: known to who looks for one and does not open it."""

MAX_CREDENTIAL_BYTES = 600  # QR version 20 at level M, still scanned from an office printer
