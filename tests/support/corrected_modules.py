"""A whole module corrected at once, as the command does it."""

from dataclasses import replace

from attestation.errors import RegisterError
from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.lifecycle.module_correction import (
    correct_module,
    corrected_attestations,
    module_as_issued,
)
from register.database import reading


def correct_title(context: IssuerContext, code: str, *, leaving: Number) -> None:
    """Give a module another title; say all that stood in the way, but of ``leaving``."""
    with reading(context.register) as session:
        base = module_as_issued(context, session, code)
        if base is None:
            raise RegisterError("aucune attestation en vigueur")
        module = replace(base.module, title="Ateliers corrigés")
        correction = replace(base, module=module)
        found = corrected_attestations(context, session, correction)
    numbers = [one.old.number for one in found if one.draft is not None]
    replaced = correct_module(context, numbers, correction, reason="intitulé", who="ines")
    problems = [one.problem for one in replaced if one.problem]
    problems += [one.obstacle for one in found if one.obstacle and one.old.number != leaving]
    if problems:
        raise RegisterError(" ; ".join(problems))
