"""A register in which places are reserved."""

from pathlib import Path

import pytest

from issuer.context import IssuerContext
from register.database import writing
from register.reservation import Reservation, reserve
from tests.support.issuer_contexts import (
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)

MODULE = make_module()


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    return open_issuer(make_deployment(tmp_path))


def reserve_one(context: IssuerContext) -> Reservation:
    with writing(context.register) as session:
        (answer,) = reserve(session, MODULE, [make_draft()], prefix="AC", at=context.instant())
    assert isinstance(answer, Reservation)
    return answer
