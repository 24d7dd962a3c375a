"""Cells as people, sessions and marks, or as problems at their cells."""
