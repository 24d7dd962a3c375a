"""The subcommands of ``attest-issuer``, one module for each kind of act."""
