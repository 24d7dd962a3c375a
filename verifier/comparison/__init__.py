"""Comparison of an uploaded page, as a picture, with the issued page."""
