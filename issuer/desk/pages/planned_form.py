"""The form of a module to come: its fields, and what was typed read back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from issuer.words.sentence import Sentence, sentence
from register.planned_modules import Enrolled, PlannedModule
from register.reservation import Module, ModuleSession

TEXTS = {
    "code": sentence("Code"),
    "title": sentence("Intitulé"),
    "organiser": sentence("Organisateur"),
    "place": sentence("Lieu"),
    "language": sentence("Langue"),
}
_OF_SESSION = ("day", "start", "end", "theme", "mode")
_ROWS_MORE, _ROWS_AT_LEAST, _ROWS_AT_MOST = 4, 10, 100
_MAX_CHARACTERS, _MAX_CODE_CHARACTERS, _MAX_PEOPLE = 200, 40, 1_000
_COLUMNS = 4  # family name, given name, birth date, e-mail


def typed_of(module: Module, people: tuple[Enrolled, ...] = ()) -> dict[str, str]:
    """Write a module to come into the fields."""
    typed = {name: getattr(module, name) or "" for name in TEXTS}
    for n, one in enumerate(module.sessions):
        typed |= {
            f"day-{n}": one.day.isoformat(),
            f"start-{n}": f"{one.start:%H:%M}",
            f"end-{n}": f"{one.end:%H:%M}",
            f"theme-{n}": one.theme or "",
            f"mode-{n}": one.mode or "",
        }
    lines = [f"{p.family_name} ; {p.given_name} ; {p.birth_date} ; {p.email}" for p in people]
    typed["people"] = "\n".join(line.rstrip(" ;") for line in lines)
    return typed


def typed_like(module: Module) -> dict[str, str]:
    """Write a module into the fields of another: its hours and themes, and none of its days."""
    typed = typed_of(replace(module, code=""))
    return {name: text for name, text in typed.items() if not name.startswith("day-")}


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, and nothing that the form has no field for."""
    names = [*TEXTS, *(f"{name}-{n}" for n in range(_ROWS_AT_MOST) for name in _OF_SESSION)]
    typed = {name: form[name][:_MAX_CHARACTERS].strip() for name in names if form.get(name)}
    return typed | {"people": form.get("people", "")[: _MAX_PEOPLE * _MAX_CHARACTERS]}


def rows_of(typed: Mapping[str, str]) -> int:
    """Return how many rows for sessions the form shows."""
    filled = [n for n in range(_ROWS_AT_MOST) if any(typed.get(f"{x}-{n}") for x in _OF_SESSION)]
    used = max(filled) + 1 if filled else 0
    return min(max(used + _ROWS_MORE, _ROWS_AT_LEAST), _ROWS_AT_MOST)


def planned_in(typed: Mapping[str, str]) -> PlannedModule | list[Sentence]:
    """Return the module that was typed, or what is wrong with it."""
    faults = [
        sentence("{field} : à remplir.", field=TEXTS[name])
        for name in ("code", "title")
        if not typed.get(name)
    ]
    if len(typed.get("code", "")) > _MAX_CODE_CHARACTERS:
        most = _MAX_CODE_CHARACTERS
        faults.append(sentence("Le code a plus de {most} caractères.", most=most))
    sessions: dict[tuple[date, time], ModuleSession] = {}
    for n in range(_ROWS_AT_MOST):
        if not any(typed.get(f"{name}-{n}") for name in ("day", "start", "end")):
            continue
        one = _session(typed, n)
        if one is None:
            words = sentence("Séance {n} : une date, un début, et une fin après le début.", n=n + 1)
            faults.append(words)
        elif (one.day, one.start) in sessions:
            words = sentence("Séance {n} : une autre commence au même moment.", n=n + 1)
            faults.append(words)
        else:
            sessions[one.day, one.start] = one
    if not sessions:
        faults.append(sentence("Il faut au moins une séance."))
    if faults:
        return faults
    module = Module(
        code=typed["code"],
        title=typed["title"],
        organiser=typed.get("organiser") or None,
        place=typed.get("place") or None,
        language=typed.get("language") or None,
        sessions=tuple(one for _, one in sorted(sessions.items())),
    )
    return PlannedModule(module=module, people=tuple(_people(typed.get("people", ""))))


def _session(typed: Mapping[str, str], n: int) -> ModuleSession | None:
    try:
        one = ModuleSession(
            day=date.fromisoformat(typed.get(f"day-{n}", "")),
            start=time.fromisoformat(typed.get(f"start-{n}", "")),
            end=time.fromisoformat(typed.get(f"end-{n}", "")),
            theme=typed.get(f"theme-{n}") or None,
            mode=typed.get(f"mode-{n}") or None,
        )
    except ValueError:
        return None
    return one if one.end > one.start else None


def _people(text: str) -> list[Enrolled]:
    """Read one person a line; separated by semicolons, or by tabs as spreadsheets copy them."""
    people = []
    for line in text.splitlines()[:_MAX_PEOPLE]:
        cells = [cell.strip() for cell in line.replace("\t", ";").split(";")][:_COLUMNS]
        if any(cells):
            family, given, born, email = [*cells, *[""] * (_COLUMNS - len(cells))]
            people.append(
                Enrolled(family_name=family, given_name=given, birth_date=born, email=email)
            )
    return people
