"""A form whose sender's session had ended is filled again after they sign in, for them alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from register import kept_forms
from register.database import reading
from register.kept_forms import FormKind
from tests.support.desks import PASSWORD, Browser, TestDesk, workbook
from tests.support.workbooks import MODULE_ROWS, person

LONG = timedelta(hours=2)
TEXTS = ("text", "search", "email", "number", "date", "time", "color", "url", "tel")

WITHOUT_A_FORM = {"/connexion", "/deconnexion", "/compte", "/session"}
"""Signing in and out, and passwords, which nothing keeps."""

pytestmark = pytest.mark.usefixtures("many_attempts")


@dataclass
class Form:
    """One form of a page."""

    page: str
    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, kind and value of each."""


class Forms(HTMLParser):
    """Reads forms and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.links = page, list[Form](), set[str]()
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.add(said.get("href", ""))
        elif tag == "form":
            is_post = said.get("method") == "post"  # what a GET asks for stands in its address
            self.forms.append(Form(self.page, said.get("action", "") if is_post else ""))
        elif not self.forms or not (said.get("name") or tag == "option"):
            return
        elif tag == "input":
            kind = said.get("type", "text")
            is_on = kind not in ("checkbox", "radio") or "checked" in said
            value = said.get("value", "on" if kind == "checkbox" else "")
            if is_on or kind == "checkbox":
                self.forms[-1].fields.append((said["name"], kind, value if is_on else ""))
        elif tag == "select":
            self.select = said["name"]
            self.forms[-1].fields.append((self.select, "select", ""))
        elif tag == "option" and self.select and said.get("value"):
            name, _, chosen = self.forms[-1].fields[-1]
            if "selected" in said or not chosen:
                self.forms[-1].fields[-1] = (name, "select", said["value"])
        elif tag == "textarea":
            self.area = said["name"]
            self.forms[-1].fields.append((self.area, "textarea", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.select = self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].fields[-1] = (self.area, "textarea", data)


def read(browser: Browser, page: str) -> Forms:
    answer = browser.get(page)
    forms = Forms(page)
    if answer.mimetype == "text/html" and answer.status_code == 200:
        forms.feed(answer.text)
    return forms


def all_forms(browser: Browser, *starts: str) -> Iterator[Form]:
    """Walk every page that links lead to; yield each kind of form in which something is typed."""
    waiting, seen, kinds = list(starts), set[str](), set[str]()
    while waiting:
        page = waiting.pop(0)
        shape = re.sub(r"[0-9a-f]{32}|AC-2026-\d+|\d+", "N", page)
        if shape in seen:
            continue
        seen.add(shape)
        found = read(browser, page)
        waiting += [one for one in sorted(found.links) if one[:1] == "/" and "lang=" not in one]
        for form in found.forms:
            kind = re.sub(r"[0-9a-f]{32}|AC-2026-\d+|\d+", "N", form.action)
            has_typed = any(one in (*TEXTS, "textarea", "select") for _, one, _ in form.fields)
            is_new = kind and kind not in kinds
            if has_typed and is_new and form.action not in WITHOUT_A_FORM:
                kinds.add(kind)
                yield form


def typed_into(form: Form) -> dict[str, str]:
    """Return the form as somebody has filled it."""
    typed = {}
    for number, (name, kind, value) in enumerate(form.fields):
        if kind in ("text", "search", "email", "textarea"):
            typed[name] = f'Écrit "{number}" & <gardé>'
        elif kind in TEXTS or kind == "select":
            typed[name] = value or "1"
        elif kind == "hidden" or value:
            typed[name] = value
    return typed


def test_no_form_is_lost_at_a_sessions_end(desk: TestDesk) -> None:
    desk.issue(workbook(person(), person(family_name="Autre", email=None)))
    ines = desk.browser("ines")
    other = [("Code", "AC-2026-11"), *MODULE_ROWS[1:]]
    messy = (person(marks="P?P"), person(family_name="Celikoglu", birth_date="31/02/1990"))
    preview = ines.read_upload(workbook(*messy, module=other))
    own_layout = ines.read_upload(b"Participant;05/10;06/10\nDIALLO Awa;x;x\n", "liste.csv")
    starts = (
        "/",
        preview,
        f"{own_layout}/lecture",
        "/module/corriger?code=AC-2026-10",
        "/attestations/AC-2026-0001",
    )
    forms = list(all_forms(ines, *starts))
    lost = []
    for form in forms:
        typed, again = typed_into(form), ines
        typed["csrf_token"] = again.token("/")
        desk.clock.turn(LONG)
        answer = again.client.post(
            form.action,
            data=typed,
            headers={"Referer": f"http://127.0.0.1:8001{form.page}"},
        )
        assert answer.location == "/connexion", form
        assert "Votre session a pris fin" in again.get("/connexion").text
        entered = again.sign_in("ines", PASSWORD, desk.one_time("ines"))
        assert urlsplit(entered.location).path == urlsplit(form.page).path
        page = Forms(entered.location)
        html = again.get(entered.location).text
        page.feed(html)
        kept = [
            {name: value for name, kind, value in one.fields if kind not in ("hidden", "file")}
            for one in page.forms
            if one.action == form.action
        ]
        wanted = {name: typed[name] for name, kind, _ in form.fields if name in typed}
        is_kept = any(
            all(wanted.get(name, "") == text for name, text in one.items()) for one in kept
        )
        if not is_kept or "ce que vous aviez" not in html:
            lost.append(form.action)

    assert lost == []
    assert len(forms) >= 9, [form.action for form in forms]


def test_form_without_our_token_is_not_kept(desk: TestDesk, ines: Browser) -> None:
    ines.get("/")
    desk.clock.turn(LONG)

    ines.client.post("/recherche", data={"q": "Haile", "csrf_token": "inventé"})
    Browser(desk.app.test_client()).client.post("/recherche", data={"q": "Haile"})

    with reading(desk.register) as session:
        assert kept_forms.kept_of_kind(session, FormKind.UNSENT) == []


def test_what_was_kept_is_given_to_nobody_else(desk: TestDesk, ines: Browser) -> None:
    desk.add_user("omar")
    token = ines.token("/")
    desk.clock.turn(LONG)
    ines.client.post(
        "/recherche",
        data={"q": "Haile", "csrf_token": token},
        headers={"Referer": "http://127.0.0.1:8001/module?code=x"},
    )

    entered = ines.sign_in("omar", PASSWORD, desk.one_time("omar"))

    assert entered.location == "/"
    with reading(desk.register) as session:
        (kept,) = kept_forms.kept_of_kind(session, FormKind.UNSENT)
    assert "Haile" not in ines.get(f"/?reprise={kept.number}").text
    desk.clock.turn(timedelta(days=2))
    desk.work()
    with reading(desk.register) as session:
        assert kept_forms.kept_of_kind(session, FormKind.UNSENT) == []


def test_one_comes_back_where_one_was(desk: TestDesk, ines: Browser) -> None:
    desk.clock.turn(LONG)
    assert ines.get("/chiffres", du="2026-01-01").location == "/connexion"
    ines.client.get("/journal", headers={"Sec-Fetch-Dest": "image"})  # no place to come back to

    entered = ines.sign_in("ines", PASSWORD, desk.one_time("ines"))

    assert entered.location == "/chiffres?du=2026-01-01"
    for elsewhere in ("https://ailleurs.example/x", "http://127.0.0.1:8001//ailleurs.example"):
        token = ines.token("/")
        desk.clock.turn(LONG)
        ines.client.post(
            "/recherche", data={"q": "x", "csrf_token": token}, headers={"Referer": elsewhere}
        )
        entered = ines.sign_in("ines", PASSWORD, desk.one_time("ines"))
        assert entered.location.partition("?")[0] == "/"


def test_address_that_a_browser_reads_as_another_site_is_no_place_to_come_back_to(
    desk: TestDesk, ines: Browser
) -> None:
    desk.clock.turn(LONG)

    for path in ("/%09/ailleurs.example", "/%5Cailleurs.example", "//ailleurs.example"):
        ines.client.get(path)

    assert ines.sign_in("ines", PASSWORD, desk.one_time("ines")).location == "/"
