"""Find what the desk's templates and code say to people outside the catalogues."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

READ = {
    *("alt", "aria-label", "aria-description", "placeholder", "title"),
    # What a script says:
    *(
        "data-cell-label",
        "data-copied",
        "data-drawn",
        "data-ended",
        "data-ending",
        "data-failed",
        "data-refused",
        "data-silent",
    ),
}
_HOLE = "\x00"
"""Stands for what a template fills in."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPOKEN = re.compile(r"[^\W\d_]['’]?\s+[^\W\d_]|[À-ÿ’«»]|^[A-Z][a-zé]+$")
"""A phrase, a letter that no identifier of ours has, or one word with a capital."""
_ATTRIBUTES = re.compile(r"{% block (html|width|masthead_width) %}.*?{% endblock %}")
"""Blocks that are not read: they fill attributes of the layout."""
_TAG = re.compile(r"<[^>]*>")
_NAMES_OF_NAMES = ("samesite", "scope")
_SAYING = {"_", "_n", "sentence", "counted"}
_FOR_PROGRAMMERS = {"compile", "TypeVar", "ValueError"}
"""What takes strings that no page shows."""


def texts_outside(template: str) -> list[str]:
    """Return what a template says by itself, without ``_``: text, read attributes, literals."""
    environment = Environment(autoescape=True)
    template = _ATTRIBUTES.sub("", template)
    data = "".join(
        text if kind == "data" else _HOLE if kind == "variable_end" else ""
        for _, kind, text in environment.lex(template)
    )
    reader = _Reader()
    reader.feed(data)
    reader.close()
    return [*reader.found, *_literals(environment.parse(template))]


def unsafe_messages(template: str) -> list[int]:
    """Return the lines on which ``_`` is given anything but a literal of the template."""
    tree = Environment(autoescape=True).parse(template)
    return [
        call.lineno
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name in ("_", "_n")
        and not all(
            isinstance(argument, nodes.Const)
            for argument in call.args[: 2 if call.node.name == "_n" else 1]
        )
    ]


def strings_outside(source: Path) -> list[str]:
    """Return the strings of a module that look like words for people and are no `Sentence`."""
    tree = ast.parse(source.read_text())
    skipped = {id(node) for node in _not_said(tree)}
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
        and _SPOKEN.search(_TAG.sub("", node.value))
    ]


def computed_sentences(source: Path) -> list[int]:
    """Return the lines on which a `Sentence` is made of anything but literals."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("sentence", "counted")
        and not all(
            isinstance(argument, ast.Constant)
            for argument in node.args[: 2 if node.func.id == "counted" else 1]
        )
    ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        read = READ | ({"value"} if tag == "button" or ("type", "submit") in attrs else set())
        for name, value in attrs:
            if name in read and name != "value" and _WORD.search(value or ""):
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent and _WORD.search(data):
            self.found.append(data.strip().replace(_HOLE, "…"))


def _literals(tree: nodes.Template) -> Iterator[str]:
    said = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in _SAYING
        for argument in call.args
        for constant in [argument, *argument.find_all(nodes.Const)]
    }
    for constant in tree.find_all(nodes.Const):
        if (
            isinstance(constant.value, str)
            and id(constant) not in said
            and _SPOKEN.search(constant.value)
        ):
            yield constant.value


def _not_said(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the strings that are messages already, or that nobody on a page reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring
        elif isinstance(node, ast.keyword) and (node.arg or "").lower().endswith(_NAMES_OF_NAMES):
            yield node.value
        elif isinstance(node, ast.Subscript):
            yield node.slice
        elif isinstance(node, ast.Dict):
            yield from filter(None, node.keys)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in _SAYING | _FOR_PROGRAMMERS:
                for argument in node.args:
                    yield from ast.walk(argument)
