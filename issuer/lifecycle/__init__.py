"""What may happen to an attestation after its issue."""
