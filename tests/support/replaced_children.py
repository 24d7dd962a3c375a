"""Scripts in the place of a sandboxed child that was taken over before its first line."""

import sys

import pytest

from runtime.sandbox import process


def as_child(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Run ``script`` wherever a child would be started."""
    monkeypatch.setattr(process, "_command", lambda _module: [sys.executable, "-I", "-c", script])
