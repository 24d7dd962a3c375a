"""The facts, the credential, the code, the status list and the verdict: pure, no I/O."""
