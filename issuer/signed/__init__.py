"""What was signed, opened again: rows may say anything, these bytes may not."""
