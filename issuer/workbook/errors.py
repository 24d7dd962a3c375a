"""The error of a workbook that is not read as a whole."""

from attestation.errors import AttestationError
from issuer.words.sentence import Sentence


class WorkbookError(AttestationError):
    """The workbook as a whole cannot be read or understood; its cell is named by its place."""

    exit_code = 2

    def __init__(
        self,
        message: Sentence,
        *,
        remedy: Sentence,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """Point at the place, as far as there is one: ``row`` from 1, ``column`` as in "C"."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.sheet = sheet
        self.row = row
        self.column = column

    def lines(self) -> list[str]:
        """Return what a command prints of it: the problem at its place, and the remedy."""
        where = (("feuille", self.sheet), ("ligne", self.row), ("colonne", self.column))
        place = " ".join(f"{what} {value}" for what, value in where if value is not None)
        return [
            f"Erreur : {self.message}" + (f" ({place})" if place else ""),
            f"Remède : {self.remedy}",
        ]
