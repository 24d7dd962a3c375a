"""Gettext catalogues that are read whole, and French sentences that can be translated."""
