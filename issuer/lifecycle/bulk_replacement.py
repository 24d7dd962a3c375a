"""Replacing the attestations that a corrected workbook corrects, one by one; can be run again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError
from attestation.facts import Holder, Number
from issuer.context import IssuerContext
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from register.attestations import Record, record
from register.database import reading
from register.reservation import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What became of one attestation that was to be replaced."""

    old: Number
    new: Number | None
    """None where it could not be replaced any more."""
    problem: str | None = None


def replace_people(
    context: IssuerContext,
    drafts: Sequence[Draft],
    *,
    who: str,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Replaced]:
    """Issue each draft to replace what it ``replaces``; what an earlier run did is kept.

    Each has its own transaction and entry in the log. One that was ended otherwise meanwhile is
    reported and skipped.

    Raises:
        RegisterError: the register failed; what was replaced before stands.
        SigningError: the signer refused; same.
        DocumentError: a page could not be drawn; same.
    """
    for draft in drafts:
        if is_stopping():
            return
        if draft.replaces is None:
            raise AssertionError("a draft that replaces nothing")
        with reading(context.register) as session:
            old, new = _known(session, draft.replaces)
        if new is not None and new.attestation.holder == draft.holder:
            yield Replaced(old=draft.replaces, new=new.attestation.number)
            continue
        try:
            yield Replaced(old=draft.replaces, new=_replace(context, draft, old, who=who))
        except EndingRefusedError as error:
            yield Replaced(old=draft.replaces, new=None, problem=str(error))


def _replace(context: IssuerContext, draft: Draft, old: Record | None, *, who: str) -> Number:
    if draft.replaces is None or old is None:
        raise EndingRefusedError(f"{draft.replaces} est inconnue")
    return replace_attestation(
        context,
        draft.replaces,
        Correction(holder=draft.holder, email=draft.email or old.email),
        reason=_reason(old.attestation.holder, draft.holder),
        who=who,
    )


def _known(session: Session, number: Number) -> tuple[Record | None, Record | None]:
    """Return the record of ``number``, and of what has replaced it."""
    old = record(session, number)
    successor = old.replaced_by if old else None
    return old, None if successor is None else record(session, successor)


def _reason(old: Holder, new: Holder) -> str:
    """Return in public words what is corrected, and nothing of what it says."""
    is_born_otherwise = old.birth_date != new.birth_date
    is_named_otherwise = (old.family_name, old.given_name) != (new.family_name, new.given_name)
    if is_born_otherwise and is_named_otherwise:
        return "nom et date de naissance corrigés"
    return "date de naissance corrigée" if is_born_otherwise else "nom corrigé"
