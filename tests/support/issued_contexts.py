"""A context in which attestations are issued."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from register.reservation import Draft
from tests.support.issuer_contexts import (
    SETTINGS,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)

MODULE = make_module()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    """Everything below holds on both databases."""
    settings = SETTINGS.replace("sqlite:///register.db", database_url)
    return make_deployment(tmp_path, settings=settings)


@pytest.fixture
def context(config: Path) -> Iterator[IssuerContext]:
    context = open_issuer(config)
    yield context
    context.register.dispose()


def issue_one(context: IssuerContext, draft: Draft | None = None) -> Number:
    (answer,) = issue(context, MODULE, [draft or make_draft()])
    assert isinstance(answer, str)
    return answer
