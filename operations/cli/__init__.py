"""The command ``attest``."""
