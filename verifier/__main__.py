"""``python -m verifier`` is ``attest-verifier``."""

from verifier.cli.main import main

main()
