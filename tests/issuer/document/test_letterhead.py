"""A letterhead leaves room for the longest facts, or is refused."""

import pytest

from attestation.errors import DocumentError
from tests.support.composed_sheets import compose
from tests.support.documents import (
    ORGANISATION,
)


def test_address_that_does_not_fit_is_refused() -> None:
    crowded = ORGANISATION.model_copy(update={"address": ("W" * 80,) * 4})

    with pytest.raises(DocumentError, match="adresse de l’organisation ne tient pas"):
        compose(crowded)
