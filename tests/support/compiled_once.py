"""Templates, routes and SQL statements, compiled once for all applications of a process of tests.

A program compiles them once in its life; tests make hundreds of applications and registers in one
process, and spent a fifth of their processor time on that.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_STATEMENTS = 10_000


class CompiledTemplates(BytecodeCache):
    """Keeps templates compiled."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bool], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled of the same text."""
        if _key(bucket) in self._kept:
            bucket.bytecode_from_string(self._kept[_key(bucket)])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[_key(bucket)] = bucket.bytecode_to_string()


def _key(bucket: Bucket) -> tuple[str, bool]:
    """A template is compiled otherwise where the desk says sentences in the page's language."""
    return bucket.key, bucket.environment.finalize is not None


def compile_once() -> None:
    """Let every application and every SQLite register that is made from now on share."""
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
    Rule._compile_builder = _builder_when_used(Rule._compile_builder)  # type: ignore[method-assign]
    # Statements are kept by dialect, of which each engine has its own; those of SQLite are alike.
    SQLiteDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    SQLiteDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign,assignment]
    statements: LRUCache[Hashable, Any] = LRUCache(_STATEMENTS)
    Engine._compiled_cache = property(lambda _: statements, lambda *_: None)  # type: ignore[assignment]


def _builder_when_used(compiled: Callable[..., Any]) -> Callable[..., Any]:
    """Compile what builds a route's address when one is built: a test builds few of hundreds."""

    def _compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        made = cache(lambda: compiled(rule, append_unknown))
        return lambda this, **values: made()(this, **values)

    return _compile_builder
