"""Backups: one encrypted file of one moment, restored whole and proved by drills."""
