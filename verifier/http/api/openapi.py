"""The OpenAPI 3.1 document, made from the types that the interface validates with."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from verifier.http.api.problems import PROBLEM_TYPE
from verifier.http.api.schema import (
    MAX_AT_ONCE,
    CodeEvidence,
    Problem,
    QrEvidence,
    Verification,
    Verifications,
)
from verifier.http.uploads import MAX_FILES
from verifier.translations.catalogue import LANGUAGES

_REF = "#/components/schemas/{model}"
_EXAMPLE: dict[str, object] = {
    "verdict": "genuine",
    "looked_at": "copy",
    "page": None,
    "page_reason": None,
    "zones": [],
    "attestation": {
        "number": "AC-2026-0042",
        "family_name": "Ağaoğlu",
        "given_name": "Şükriye",
        "birth_date": "1988-02-29",
        "module_code": "AC-2026-03",
        "module_title": "Ateliers citoyens",
        "first_day": "2026-03-02",
        "last_day": "2026-03-20",
        "minutes": 3120,
        "issued_on": "2026-03-23",
        "issuer": "Maison des Passages asbl",
        "issuer_identifier": "NTRBE-0123456749",
        "recognition": {
            "coverage": "covered",
            "recognitions": [
                {
                    "number": "EX-7",
                    "authority": "Autorité fictive",
                    "first_day": "2026-01-01",
                    "last_day": "2028-12-31",
                }
            ],
            "stated_on": "2026-01-12",
        },
        "sessions_followed": 13,
        "sessions_held": 13,
        "module_minutes": 3120,
        "required_minutes": None,
        "required_percent": 100,
        "language": "fr",
        "mode": "on-site",
        "extent": "component",
        "regime": None,
        "reception_reference": None,
        "regime_on_issue": {
            "standing": "undeclared",
            "name": None,
            "authority": None,
            "legal_basis": None,
            "first_day": None,
            "last_day": None,
            "establishes": None,
            "does_not_establish": None,
        },
    },
    "reasons": [],
    "message": "The organisation did issue an attestation that says what follows.",
    "next_step": "Compare each fact with the document.",
    "ended": None,
    "sha256": None,
}
_MISUSE = {
    400: "neither the JSON nor the form that is described here",
    413: "larger than this verifier takes",
    415: "neither JSON nor a form",
    429: "too many checks from one network",
}


@cache
def openapi_document() -> dict[str, Any]:
    """Return the whole document; nobody may change it."""
    models = (QrEvidence, CodeEvidence, Verifications, Verification, Problem)
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Attestation verifier",
            "version": "1",
            "description": (
                "Checks attestations of attendance. Seven verdicts, a closed set: new ones come "
                "with a new version of this interface. HTTP errors are about the request, "
                "never about an attestation."
            ),
        },
        "paths": {"/api/v1/verifications": {"post": _operation()}},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation() -> dict[str, Any]:
    return {
        "operationId": "verify",
        "summary": "Check QR texts, codes or files.",
        "parameters": [
            {
                "name": "lang",
                "in": "query",
                "description": "of message and next_step; else Accept-Language decides",
                "schema": {"enum": list(LANGUAGES)},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": _question(),
                    "examples": {
                        "code": {"value": {"code": "0000-0000-0000-0000"}},
                        "qr": {"value": {"qr": "https://verifier.example/v#15302"}},
                        "several": {
                            "value": [
                                {"code": "0000-0000-0000-0000"},
                                {"qr": "https://verifier.example/v#15302"},
                            ]
                        },
                    },
                },
                "multipart/form-data": {"schema": _form()},
            },
        },
        "responses": {
            "200": {
                "description": "One answer for each question, in order.",
                "content": {
                    "application/json": {
                        "schema": {"$ref": _REF.format(model="Verifications")},
                        "example": {"verifications": [_EXAMPLE]},
                    }
                },
            },
            **{str(status): _problem(what) for status, what in _MISUSE.items()},
        },
    }


def _question() -> dict[str, Any]:
    one = {"anyOf": [{"$ref": _REF.format(model=name)} for name in ("QrEvidence", "CodeEvidence")]}
    many = {"type": "array", "items": one, "minItems": 1, "maxItems": MAX_AT_ONCE}
    return {"anyOf": [*one["anyOf"], many]}


_FILE = {"type": "string", "format": "binary", "description": "PDF, PNG, JPEG, HEIC or WEBP"}


def _form() -> dict[str, Any]:
    files = {"type": "array", "minItems": 1, "maxItems": MAX_FILES}
    return {
        "type": "object",
        "properties": {"file": {**files, "items": _FILE}},
        "required": ["file"],
        "additionalProperties": False,
    }


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": description, "content": {PROBLEM_TYPE: {"schema": schema}}}
