"""The form by which a module is corrected: its fields, and what was typed read back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from attestation.slot import Slot
from issuer.export.labels import day
from issuer.lifecycle.corrected_module import ModuleCorrection
from issuer.settings.document_language import DocumentLanguage
from issuer.words.sentence import Sentence, sentence
from register.reservation import Module, ModuleSession

_MAX_CHARACTERS = 200
_TEXTS = {
    "title": sentence("Intitulé"),
    "organiser": sentence("Organisateur"),
    "place": sentence("Lieu"),
    "language": sentence("Langue"),
}
_OF_SESSION = ("day", "start", "end", "theme", "mode")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFields:
    """The fields of one session."""

    was: ModuleSession
    """As it was issued."""
    typed: Mapping[str, str]
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleForm:
    """What stands in the fields."""

    base: ModuleCorrection
    """The module as it was issued."""
    typed: Mapping[str, str]

    @property
    def sessions(self) -> list[SessionFields]:
        """The sessions, in the order in which they were issued."""
        return [
            SessionFields(
                was=was,
                typed={name: self.typed.get(f"{name}-{n}", "") for name in _OF_SESSION},
                is_held=f"held-{n}" in self.typed,
            )
            for n, was in enumerate(self.base.module.sessions)
        ]


def form_of(base: ModuleCorrection, after: ModuleCorrection) -> ModuleForm:
    """Return the form for ``base``, filled with what ``after`` says."""
    typed: dict[str, str] = {name: getattr(after.module, name) or "" for name in _TEXTS}
    typed["percent"] = str(after.required_percent)
    typed["document_language"] = after.module.document_language
    moved, now = dict(after.moved), {one.slot: one for one in after.module.sessions}
    for n, was in enumerate(base.module.sessions):
        slot = moved.get(was.slot)
        one = was if slot is None else now[slot]
        typed |= {
            f"day-{n}": one.day.isoformat(),
            f"start-{n}": f"{one.start:%H:%M}",
            f"end-{n}": f"{one.end:%H:%M}",
            f"theme-{n}": one.theme or "",
            f"mode-{n}": one.mode or "",
        }
        if slot is not None:
            typed[f"held-{n}"] = "1"
    return ModuleForm(base=base, typed=typed)


def typed_in(base: ModuleCorrection, form: Mapping[str, str]) -> ModuleForm:
    """Return what was typed, and nothing that the form has no field for."""
    names = {*_TEXTS, "document_language", "percent", "reason"}
    for n in range(len(base.module.sessions)):
        names |= {f"{name}-{n}" for name in (*_OF_SESSION, "held")}
    typed = {name: form[name][:_MAX_CHARACTERS].strip() for name in names if name in form}
    return ModuleForm(base=base, typed=typed)


def correction_in(form: ModuleForm) -> ModuleCorrection | list[Sentence]:
    """Return the correction that was typed, or what is wrong with it."""
    faults: list[Sentence] = []
    sessions: list[ModuleSession] = []
    moved: list[tuple[Slot, Slot | None]] = []
    for fields in form.sessions:
        if not fields.is_held:
            moved.append((fields.was.slot, None))
            continue
        one = _session(fields)
        if one is None:
            words = sentence(
                "La séance du {day} n’a pas de date ou d’heure.", day=day(fields.was.day)
            )
            faults.append(words)
        else:
            sessions.append(one)
            moved.append((fields.was.slot, one.slot))
    percent = form.typed.get("percent", "")
    if not percent.isdecimal() or not 1 <= int(percent) <= 100:
        faults.append(sentence("La présence demandée est un pourcentage de 1 à 100."))
    language = form.typed.get("document_language", form.base.module.document_language)
    if language not in list(DocumentLanguage):
        faults.append(sentence("Aucune attestation ne peut être écrite dans cette langue."))
    if not form.typed.get("title"):
        faults.append(sentence("L’intitulé manque."))
    if not sessions:
        faults.append(sentence("Il reste au moins une séance."))
    if faults:
        return faults
    return ModuleCorrection(
        module=replace(
            form.base.module,
            title=form.typed["title"],
            organiser=form.typed.get("organiser") or None,
            place=form.typed.get("place") or None,
            language=form.typed.get("language") or None,
            document_language=language,
            sessions=tuple(sorted(sessions, key=lambda one: one.slot)),
        ),
        moved=tuple(moved),
        required_percent=int(percent),
    )


def changes(
    before: Module, correction: ModuleCorrection, percent: int
) -> list[tuple[Sentence, str, str]]:
    """Return in words what differs: which field, what it said, and what it is to say."""
    after = correction.module
    found: list[tuple[Sentence, str, str]] = []
    for name, words in _TEXTS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append((words, old or "—", new or "—"))
    if before.document_language != after.document_language:
        old, new = map(DocumentLanguage, (before.document_language, after.document_language))
        found.append((sentence("Langue de l’attestation"), old.french_name, new.french_name))
    if percent != correction.required_percent:
        new_percent = f"{correction.required_percent} %"
        found.append((sentence("Présence demandée"), f"{percent} %", new_percent))
    moved: dict[Slot, Slot | None] = dict(correction.moved)
    now = {one.slot: one for one in after.sessions}
    for one in before.sessions:
        slot = moved.get(one.slot)
        new_text = sentence("n’a pas eu lieu") if slot is None else _in_words(now[slot])
        if _in_words(one) != new_text:
            found.append((sentence("Séance du {day}", day=day(one.day)), _in_words(one), new_text))
    return found


def _in_words(one: ModuleSession) -> Sentence:
    start, end = f"{one.start:%H:%M}", f"{one.end:%H:%M}"
    when = sentence("{day}, {start} à {end}", day=day(one.day), start=start, end=end)
    more = " · ".join(part for part in (one.theme, one.mode) if part)
    return sentence("{when} · {more}", when=when, more=more) if more else when


def _session(fields: SessionFields) -> ModuleSession | None:
    typed = fields.typed
    try:
        return ModuleSession(
            day=date.fromisoformat(typed["day"]),
            start=time.fromisoformat(typed["start"]),
            end=time.fromisoformat(typed["end"]),
            theme=typed["theme"] or None,
            mode=typed["mode"] or None,
        )
    except ValueError:
        return None
