"""The largest size of a credential, for programs that look for one without opening it."""

MAX_CREDENTIAL_BYTES = 600  # QR version 20 at level M, still scanned from an office printer
