"""Pages as a screen reader has them."""

import io
from typing import Any

import pypdf
import pytest

from issuer.document.page import render_page
from tests.support.documents import (
    LETTERHEAD,
    make_document_facts,
)
from tests.support.facts import make_attestation
from tests.support.screen_reader import Spoken, read_aloud


def page_of(**facts: Any) -> bytes:
    return render_page(make_document_facts(make_attestation(**facts)), LETTERHEAD)


@pytest.fixture(scope="module")
def page() -> bytes:
    return page_of()


@pytest.fixture(scope="module")
def spoken(page: bytes) -> list[Spoken]:
    return read_aloud(page)


def catalog(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"].get_object()
