"""The interface for other programs: JSON in and out, described by its own code."""
