"""The verifier's web pages: parse, check, render."""
