"""A kit: all that checks attestations without a server, in one folder."""
