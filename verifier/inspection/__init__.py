"""Inspection of uploaded files in a sandboxed child process, whose answer is not trusted."""
