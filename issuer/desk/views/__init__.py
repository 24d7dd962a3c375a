"""The pages of the desk: each parses, calls one use case, and renders."""
