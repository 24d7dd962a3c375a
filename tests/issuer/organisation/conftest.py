"""An issuer of its own for each test."""

from pathlib import Path

import pytest

from issuer.context import IssuerContext
from tests.support.issuer_contexts import make_deployment, open_issuer


@pytest.fixture
def issuer(tmp_path: Path) -> IssuerContext:
    """An organisation that has kept no version of its settings yet."""
    return open_issuer(make_deployment(tmp_path / "deployment"))
