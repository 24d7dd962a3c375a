"""Issued pages, and what a forger makes of them with the QR code of the genuine one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from attestation.facts import Number
from attestation.partial_date import PartialDate
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.page import render_page
from issuer.settings.organisation import Letterhead
from tests.support.documents import LETTERHEAD, make_document_facts, make_sessions
from tests.support.facts import make_attestation
from tests.support.forgeries import Draw, draw_over, spot_of, together, visible

_HOLDERS = (
    ("Ağaoğlu", "Şükriye", "1988-02-29"),
    ("Nguyễn-Đặng", "Thị Hồng Nhung", "2001-04"),
    ("Suryani", None, "1995"),
    ("Van den Broeck", "Éléonore", "1976-12-13"),
    ("Haile", "Tsegaye", "1969-08-30"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPage:
    """A page as the issuer drew it."""

    facts: DocumentFacts
    letterhead: Letterhead
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AlteredPage:
    """Another page with the same QR code."""

    name: str
    kind: str
    """``line`` for a line that reads otherwise, ``digit`` for one digit of the same typeface,
    ``letter`` for one letter or accent, ``added`` for more lines."""
    pdf: bytes


def issued_pages(*, seed: int) -> list[IssuedPage]:
    """Draw five pages: other people, modules, numbers of sessions."""
    rng = random.Random(seed)  # noqa: S311  no secret
    pages = []
    for index, (family, given, born) in enumerate(_HOLDERS):
        attestation = replace(
            make_attestation(
                sequence=rng.randrange(1, 9000),
                family_name=family,
                given_name=given,
                birth_date=born,
                module_title=("Ateliers citoyens – module de base", "Vivre en Belgique")[index % 2],
            ),
            attended=timedelta(hours=rng.choice((12, 36, 40, 52, 60))),
        )
        facts = make_document_facts(attestation, sessions=make_sessions(rng.choice((3, 8, 13))))
        pages.append(
            IssuedPage(facts=facts, letterhead=LETTERHEAD, pdf=render_page(facts, LETTERHEAD))
        )
    return pages


def altered_pages(page: IssuedPage, *, rng: random.Random) -> Iterator[AlteredPage]:
    """Draw all that is tried on one page."""
    yield from _drawn_again(page, rng)
    yield from _painted_over(page, rng)


def _drawn_again(page: IssuedPage, rng: random.Random) -> Iterator[AlteredPage]:
    """Return pages of the same typeface and layout: what a patient forger achieves."""
    facts, it = page.facts, page.facts.attestation
    hours = it.attended // timedelta(hours=1)
    holder = it.holder

    def again(what: str, kind: str, **changes: object) -> AlteredPage:
        other = replace(facts, attestation=replace(it, **changes))  # type: ignore[arg-type]
        return AlteredPage(name=what, kind=kind, pdf=render_page(other, page.letterhead))

    def person(what: str, kind: str, **changes: object) -> AlteredPage:
        return again(what, kind, holder=replace(holder, **changes))  # type: ignore[arg-type]

    def sessions(name: str, kind: str, lines: tuple[SessionLine, ...]) -> AlteredPage:
        other = replace(facts, sessions=lines)
        return AlteredPage(name=name, kind=kind, pdf=render_page(other, page.letterhead))

    def heading(what: str, kind: str, **changes: object) -> AlteredPage:
        organisation = page.letterhead.organisation.model_copy(update=changes)
        letterhead = replace(page.letterhead, organisation=organisation)
        return AlteredPage(name=what, kind=kind, pdf=render_page(facts, letterhead))

    yield again("hours +100", "line", attended=timedelta(hours=hours + 100))
    tens, ones = divmod(hours, 10)
    yield again("hours, ones", "digit", attended=timedelta(hours=10 * tens + _other(ones, rng)))
    yield again("hours, tens", "digit", attended=timedelta(hours=10 * _other(tens, rng) + ones))
    yield again("last day", "digit", last_day=it.last_day + timedelta(days=rng.choice((1, 3))))
    yield again("first day", "digit", first_day=it.first_day - timedelta(days=rng.choice((1, 2))))
    yield again(
        "number", "digit", number=Number(it.number[:-1] + str(_other(int(it.number[-1]), rng)))
    )
    yield again("module code", "digit", module_code="AC-2026-1" + str(rng.randrange(1, 10)))
    yield again("module title", "line", module_title="Français oral, niveau B1")
    yield again("day of issue", "digit", issued_at=it.issued_at - timedelta(days=1))
    birth = holder.birth_date
    year = birth.year - birth.year % 10 + _other(birth.year % 10, rng)
    day = birth.day and min(birth.day, 28)
    yield person(
        "birth year", "digit", birth_date=PartialDate(year=year, month=birth.month, day=day)
    )
    yield person("birth date", "line", birth_date=PartialDate(year=1984, month=6, day=2))
    yield person("another name", "line", family_name="Dubois", given_name="Marc")
    yield person("a letter", "letter", family_name=_one_letter(holder.family_name, rng))
    yield person("an accent", "letter", family_name=_one_accent(holder.family_name))
    lines = facts.sessions
    changed = SessionLine(day=lines[0].day, theme="Français oral, niveau B1 (200 h)")
    yield sessions("a theme", "line", (changed, *lines[1:]))
    moved = SessionLine(day=lines[1].day + timedelta(days=40), theme=lines[1].theme)
    yield sessions("a theme's day", "digit", (lines[0], moved, *lines[2:]))
    yield sessions("number of sessions", "line", (*lines, lines[-1], lines[-1]))
    yield heading("organisation", "line", name="Maison des Passages et du Droit")
    yield heading(
        "legal mention",
        "line",
        legal_mention="Vaut preuve de la connaissance du français, niveau B1.",
    )
    yield heading("telephone", "digit", phone="+32 2 000 00 08")


def _painted_over(page: IssuedPage, rng: random.Random) -> Iterator[AlteredPage]:
    """Return pages on which something was covered and another thing written, or only added."""
    pdf, it = page.pdf, page.facts.attestation
    hours = str(it.attended // timedelta(hours=1))
    year = str(it.holder.birth_date.year)
    name = it.holder.full_name().split()

    def over(texts: list[str], text: str, *, size: float, font: str = "Helvetica") -> Draw:
        spot = spot_of(pdf, *texts)
        write = visible(text, left=spot.left, bottom=spot.bottom + 1, size=size, font=font)
        return together(spot.cover, write)

    def made(name: str, kind: str, *draws: Draw) -> AlteredPage:
        return AlteredPage(name=name, kind=kind, pdf=draw_over(pdf, *draws))

    yield made("name painted over", "line", over(name, "Marc Dubois", size=26))
    yield made("name in bold", "line", over(name, "Ana Lopes", size=26, font="Helvetica-Bold"))
    other = year[:3] + str(_other(int(year[3]), rng))
    yield made("year painted over", "line", over([year], other, size=12))
    yield made("hours painted over", "line", over([hours, "h"], "152 h", size=12))
    spot = spot_of(pdf, hours, "h")
    yield made(
        "a digit before the hours",
        "added",
        visible("1", left=spot.left - 7, bottom=spot.bottom + 1),
    )
    yield made(
        "line of birth added",
        "added",
        visible(
            "née à Tunis, de nationalité belge", left=300, bottom=spot_of(pdf, *name).bottom + 2
        ),
    )
    yield made(
        "a note added",
        "added",
        visible("Examen réussi, note : 18/20", left=320, bottom=238, size=10),
    )
    yield made("a holder added", "added", visible("et Marie Dubois", left=330, bottom=570, size=20))
    yield made("coordinator whitened", "line", spot_of(pdf, "Claire", "Vandenbossche").cover)
    yield made("title covered", "line", over(["Attestation", "de"], "Diplôme", size=32))


def _other(digit: int, rng: random.Random) -> int:
    return rng.choice([one for one in range(1, 10) if one != digit])


def _one_letter(name: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(name))
    while not name[at].isalpha():
        at = rng.randrange(1, len(name))
    letter = rng.choice([one for one in "aeinorsu" if one != name[at]])
    return name[:at] + letter + name[at + 1 :]


_ACCENTS: dict[str, str] = {"ğ": "g", "ễ": "ê", "Đ": "D", "ă": "a", "a": "á", "o": "ó", "i": "ï"}


def _one_accent(name: str) -> str:
    for letter, other in _ACCENTS.items():
        if letter in name:
            return name.replace(letter, other, 1)
    raise LookupError(name)
