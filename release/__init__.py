"""What a release consists of: Debian packages, the single-file archive, the bill of materials."""
