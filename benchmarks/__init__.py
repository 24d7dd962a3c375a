"""Measurements: our figures beside a baseline, in the same run."""
