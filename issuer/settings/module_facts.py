"""What the settings say of how single modules are followed: ``[issue.modules."CODE"]``."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from attestation.particulars import LANGUAGES, Extent, Mode
from attestation.regime import is_regime_code
from issuer.settings.refusal import refusal
from issuer.words.sentence import sentence
from runtime.settings_file import Section


def _language(text: str) -> str:
    if text not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise refusal(sentence("langue inconnue ; connues : {known}", known=known))
    return text


def _regime(text: str) -> str:
    if not is_regime_code(text):
        raise refusal(
            sentence("un code de régime est attendu, comme MON-REGIME, 20 caractères au plus")
        )
    return text


def _hours(hours: float) -> float:
    if hours * 60 != round(hours * 60):
        raise refusal(sentence("des minutes entières sont attendues"))
    return hours


RegimeCode = Annotated[str, AfterValidator(_regime)]
Hours = Annotated[float, Field(gt=0, le=9999), AfterValidator(_hours)]


class ModuleFacts(Section):
    """Facts of one module that its workbook need not say; a workbook that says another is wrong."""

    language: Annotated[str, AfterValidator(_language)] | None = None
    mode: Mode | None = None
    extent: Extent | None = None
    required_hours: Hours | None = None
    regime: RegimeCode | None = None

    @property
    def required_time(self) -> timedelta | None:
        """Presence that is asked for."""
        return None if self.required_hours is None else timedelta(hours=self.required_hours)
