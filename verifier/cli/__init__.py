"""The command line ``attest-verifier``."""
