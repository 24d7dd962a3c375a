"""Example workbooks, and the program that writes them."""
