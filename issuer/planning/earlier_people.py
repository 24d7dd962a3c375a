"""The people of a module that was issued, as a list of enrolled people for another file.

Nothing is kept for it: who has an attestation in force is in the register, with name and birth
date, until erased. ADR 0132.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from attestation.partial_date import PartialDate
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.context import IssuerContext
from issuer.signed.row_agreement import require_module_agrees
from issuer.workbook.format.cells import Cell, Sheet
from register.database import reading
from register.figures import ModuleFigures, module_figures
from register.holders import issued_to

_TITLES: Sequence[Cell] = ("Nom", "Prénom", "Date de naissance")


def issued_modules(context: IssuerContext) -> list[ModuleFigures]:
    """Return the modules in which somebody has an attestation, the newest first.

    Raises:
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        return [one for one in module_figures(session) if one.issued]


def people_of(register: Engine, keys: TrustedKeys, module_code: str) -> Sheet:
    """Return who has an attestation of a module, as a list with names and birth dates alone.

    Args:
        register: where the module is.
        keys: of the ring.
        module_code: of the earlier module.

    Raises:
        DisagreementError: a row says something else than was signed.
        RegisterError: the register failed.
    """
    with reading(register) as session:
        # SECURITY: a name or birth that was edited in the register would be signed anew:
        # test_people_of_an_earlier_module_are_those_that_were_signed.
        require_module_agrees(session, module_code, keys)
        holders = [one.holder for one in issued_to(session, module_code)]
    rows = [(one.family_name, one.given_name, _cell(one.birth_date)) for one in holders]
    return Sheet(name=f"Personnes de {module_code}", rows=(tuple(_TITLES), *rows))


def _cell(birth: PartialDate) -> Cell:
    if birth.month is None or birth.day is None:
        return birth.encode()
    return date(birth.year, birth.month, birth.day)
