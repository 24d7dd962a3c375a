"""A page's form filled again with what was typed before a session ended."""

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

_NOT_TYPED = {"hidden", "submit", "button", "file", "password", "image", "reset"}
_Attributes = list[tuple[str, str | None]]


def refilled(page: str, action: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return ``page`` with its form filled.

    Args:
        page: HTML.
        action: where the form was sent: the form of this address is filled, else the one that
            shares most fields with it.
        fields: names and values, in order.
    """
    forms = _Forms()
    forms.feed(page)
    names = {name for name, _ in fields}
    scores = [
        (form == action, len(names & typed))
        for form, typed in zip(forms.actions, forms.typed, strict=True)
    ]
    if not scores or max(scores)[1] == 0:
        return page
    filling = _Filling(scores.index(max(scores)), fields)
    filling.feed(page)
    return "".join(filling.parts)


class _Forms(HTMLParser):
    """Where the forms of a page lead, and the names of the fields in which people type."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.actions: list[str] = []
        self.typed: list[set[str]] = []

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        said = dict(attrs)
        if tag == "form":
            self.actions.append(said.get("action") or "")
            self.typed.append(set())
        elif self.typed and _is_typed(tag, said) and (name := said.get("name")):
            self.typed[-1].add(name)


class _Filling(HTMLParser):
    """Writes the page again, one of its forms filled."""

    def __init__(self, chosen: int, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._values: dict[str, list[str]] = defaultdict(list)
        for name, value in fields:
            self._values[name].append(value)
        self._chosen, self._form, self._is_inside = chosen, -1, False
        self._select: str | None = None
        self._is_replaced = False

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        said = dict(attrs)
        if tag == "form":
            self._form += 1
            self._is_inside = self._form == self._chosen
        name = said.get("name") or ""
        if self._is_inside and tag == "option" and self._select is not None:
            said.pop("selected", None)
            if said.get("value") in self._values[self._select]:
                said["selected"] = None
            self._write(tag, said)
        elif not self._is_inside or not _is_typed(tag, said):
            self.parts.append(self.get_starttag_text() or "")
        elif tag == "select":
            self._select = name if self._values[name] else None
            self._write(tag, said)
        elif said.get("type") in ("checkbox", "radio"):
            said.pop("checked", None)
            if (said.get("value") or "on") in self._values[name]:
                said["checked"] = None
            self._write(tag, said)
        elif not self._values[name]:
            self._write(tag, said)
        elif tag == "textarea":
            self._write(tag, said)
            self.parts.append(escape(self._values[name].pop(0)))
            self._is_replaced = True
        else:
            said["value"] = self._values[name].pop(0)
            self._write(tag, said)

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._is_replaced = False
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            self._select = None
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._is_replaced:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def _write(self, tag: str, said: dict[str, str | None]) -> None:
        attributes = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in said.items()
        )
        self.parts.append(f"<{tag}{attributes}>")


def _is_typed(tag: str, said: dict[str, str | None]) -> bool:
    return tag in ("select", "textarea") or (
        tag == "input" and (said.get("type") or "text") not in _NOT_TYPED
    )
