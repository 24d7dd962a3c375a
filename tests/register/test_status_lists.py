"""The lists that a register publishes."""

from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from register.lookup import Lookup
from tests.support.issuer_contexts import (
    make_draft,
)
from tests.support.reservations import MODULE, context

__all__ = ["context"]  # pytest finds them here


def test_published_list_is_found_by_its_number(context: IssuerContext) -> None:
    issue(context, MODULE, [make_draft()])

    assert Lookup(context.register).status_list(1) is not None
    assert Lookup(context.register).status_list(2) is None
