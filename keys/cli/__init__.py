"""The subcommands of ``attest-keys``."""
