"""Everything that people read, one file a language."""
