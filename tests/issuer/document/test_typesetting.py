"""Texts are set within their places."""

import pytest

from attestation.errors import DocumentError
from issuer.document.typesetting import set_line


def test_line_wider_than_its_place_is_refused() -> None:
    with pytest.raises(DocumentError, match="plus large que sa place"):
        set_line("W" * 10, left=0, baseline=0, width=50, sizes=(9.0, 7.5))
