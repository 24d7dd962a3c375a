"""Copies of issued pages, honest and altered, made by script."""
