"""Regimes of nobody, for tests."""

from issuer.settings.regime import Regime


def make_regime(code: str, **changed: object) -> Regime:
    """Make a regime whose sentences say their language."""

    def said(what: str) -> dict[str, str]:
        return {language: f"{what} {code} {language}" for language in ("fr", "nl", "de", "en")}

    fields = {
        "code": code,
        "name": said("Name"),
        "authority": f"Authority {code}",
        "legal_basis": f"Basis {code}",
        "printed": said("Printed"),
        "establishes": said("Establishes"),
        "does_not_establish": said("Proves not"),
    }
    return Regime.model_validate(fields | changed)
