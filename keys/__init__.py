"""Custody of signing keys, beside the public trust store."""
