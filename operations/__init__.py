"""The command ``attest``: to set up a deployment, look after it, back it up and restore it."""
