"""What the tests of catalogues read of them."""

from collections.abc import Iterator

from babel.messages.catalog import Catalog


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Yield each French message with its translation, plurals one by one."""
    for message in catalogue:
        if isinstance(message.id, tuple) and isinstance(message.string, tuple):
            yield from zip(message.id, message.string, strict=True)
        elif message.id:
            yield str(message.id), str(message.string)
