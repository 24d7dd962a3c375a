"""``python -m issuer``: the same as ``attest-issuer``."""

from issuer.cli import main

main()
