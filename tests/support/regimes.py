"""Regimes of nobody, for tests."""

import io
from datetime import date, datetime, timedelta

from PIL import Image

from attestation.formats.regime_records import sign_records
from attestation.regime import (
    DocumentModel,
    FourLanguages,
    RegimeRecord,
    RegimeRecords,
    ValidityPeriod,
)
from attestation.signer import Signer
from issuer.settings.regime import Regime
from keys.custody.keyring import open_ring, trust_bundle
from keys.trust import encode_regimes
from tests.support.issuers import NOW
from tests.support.world import World


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


def make_record(
    code: str = "BXL-ACCUEIL", *, first_day: date | None = None, last_day: date | None = None
) -> RegimeRecord:
    """Make the record of a regime as verifiers read it."""

    def said(what: str) -> FourLanguages:
        return FourLanguages(
            fr=f"{what} {code} fr", nl=f"{what} {code} nl",
            de=f"{what} {code} de", en=f"{what} {code} en",
        )  # fmt: skip

    return RegimeRecord(
        code=code,
        name=said("Name"),
        authority=f"Authority {code}",
        legal_basis=f"Basis {code}",
        period=ValidityPeriod(first_day=first_day, last_day=last_day),
        required_percent=80,
        required_time=timedelta(hours=40),
        printed=said("Printed"),
        establishes=said("Establishes"),
        does_not_establish=said("Proves not"),
    )


def make_model(
    colour: str = "white", *, first_day: date | None = None, last_day: date | None = None
) -> DocumentModel:
    """Make a model whose picture has one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (21, 30), colour).save(stream, "PNG")
    return DocumentModel(
        first_day=first_day, last_day=last_day, regime=None, picture=stream.getvalue()
    )


def make_records(
    *regimes: RegimeRecord, models: tuple[DocumentModel, ...] = (), at: datetime = NOW
) -> RegimeRecords:
    """Make what an organisation publishes."""
    return RegimeRecords(published_at=at, regimes=regimes, models=models)


def publish_records(world: World, records: RegimeRecords, *, by: Signer | None = None) -> None:
    """Let a deployment publish regimes, and bring its bundle to the verifier."""
    context = world.context
    block = encode_regimes(sign_records(records, signer=by or context.signer))
    ring = open_ring(context.settings.keys.ring)
    world.settings.trust.write_bytes(trust_bundle(ring) + block)
