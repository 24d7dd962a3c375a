"""An organisation's identifier, as its certificates state it (ETSI EN 319 412-1 §5.1.4)."""

from stdnum.be import vat
from stdnum.exceptions import ValidationError

_REGISTER = "NTRBE-"
"""Identity type NTR, national trade register, of Belgium: the Crossroads Bank for Enterprises."""
_VAT = "VATBE-"
"""The same number, as the tax authority knows it."""


def parse_identifier(text: str) -> str:
    """Return the identifier that ``text`` means, ``NTRBE-0123456749``.

    Args:
        text: with its prefix, or the number of the Crossroads Bank alone in any spelling.

    Raises:
        ValueError: another kind of identifier, or a number whose check digits are wrong.
    """
    plain = text.strip().upper()
    prefix = _VAT if plain.startswith(_VAT) else _REGISTER
    try:
        return prefix + vat.validate(plain.removeprefix(prefix))
    except ValidationError as error:
        raise ValueError("not NTRBE- and a number of the Crossroads Bank") from error


def is_identifier(text: str) -> bool:
    """Check whether ``text`` is an identifier exactly as it is signed."""
    try:
        return parse_identifier(text) == text
    except ValueError:
        return False
