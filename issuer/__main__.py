"""``python -m issuer``: the same as ``attest-issuer``."""

from issuer.cli.main import main

main()
