"""Nothing is written that nothing uses."""

import ast
import re
from collections.abc import Iterator

from tests.test_architecture import PACKAGES, ROOT

# A library reads or calls these by their names.
OF_LIBRARIES = {
    "model_config",  # pydantic
    "impl", "cache_ok", "process_bind_param", "process_result_value",  # SQLAlchemy
    "digest_algorithms", "unsigned",  # fields that a structure has, whether or not we look
    "_fields", "_update_meta", "async_request_tsa_response",  # asn1crypto, pyHanko
    "exchange",  # cryptography's private keys
    "_fields_",  # ctypes
    "redirect_request", "load_config", "finish_request",  # urllib, gunicorn
    "request_class", "ensure_sync", "_get_file_stream", "common",  # Flask, werkzeug
    "STORAGE_SCHEME", "incr",  # limits
    "format_commands",  # click
    "handle_charref", "handle_comment", "handle_decl", "handle_endtag",  # html.parser
    "handle_entityref", "handle_startendtag",
}  # fmt: skip
OF_SERVERS = {
    "handle_endtag",  # html.parser
    "do_GET", "do_POST", "log_message", "log_request", "daemon_threads",  # http.server
    "factory", "handle_DATA", "handle_EHLO", "handle_MAIL", "handle_RCPT",  # aiosmtpd
    "load_bytecode", "dump_bytecode",  # jinja2
    "pytestmark",  # pytest
}  # fmt: skip
# What only people read in the register, and the second of two values: "not the first" is asked.
ONLY_WRITTEN = {
    "x_mm", "y_mm", "width_mm", "height_mm",  # of a zone, which becomes JSON as a whole
    "asked_at", "counted_at", "EXTEND_LATER", "INVALID", "in_symbol_font",
}  # fmt: skip


def modules(*folders: str) -> list[ast.Module]:
    return [
        ast.parse(file.read_text(encoding="utf-8"))
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        if "versions" not in file.parts  # alembic reads all names of a migration
    ]


def defined(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(decorator_list=[ast.Call(), *_]):
            return []  # handed to whoever made the decorator: a route, a command, a validator
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=[ast.Tuple(elts=targets)] | targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def used(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
            yield name
        case ast.alias(name=name, asname=str()):
            yield name
        case ast.MatchClass(kwd_attrs=names):
            yield from names
        case ast.Constant(value=str(text)):  # the name of a view, a child's module and function
            yield from text.split(".") if re.fullmatch(r"[\w.]+", text) else ()


def words_of_pages() -> set[str]:
    return {
        word
        for folder in (*PACKAGES, "checker")
        for suffix in ("html", "js", "ts", "txt", "xml", "svg")
        for file in (ROOT / folder).rglob(f"*.{suffix}")
        if "node_modules" not in file.parts
        for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))
    }


def unused(code: list[ast.Module]) -> set[str]:
    nodes = [node for module in code for node in ast.walk(module)]
    names = {name for node in nodes for name in defined(node) if not name.startswith("__")}
    return names - {name for node in nodes for name in used(node)}


def test_nothing_in_the_packages_is_there_for_nobody() -> None:
    found = unused(modules(*PACKAGES)) - words_of_pages()

    assert found - OF_LIBRARIES - ONLY_WRITTEN == set()


def test_nothing_beside_the_packages_is_there_for_nobody() -> None:
    beside = modules("tests", "examples", "benchmarks", "release")
    nodes = [node for module in beside for node in ast.walk(module)]
    fixtures = {node.arg for node in nodes if isinstance(node, ast.arg)}
    # A stand-in has what the packages ask of it.
    asked = {
        name for module in modules(*PACKAGES) for node in ast.walk(module) for name in used(node)
    }
    found = {name for name in unused(beside) if not name.startswith(("test_", "pytest_"))} - asked

    assert found - fixtures - OF_SERVERS == set()
