"""``python -m verifier`` is ``attest-verifier``."""

from verifier.cli import main

main()
