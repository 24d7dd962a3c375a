"""Copies for people: documents as files, the register as a table."""
