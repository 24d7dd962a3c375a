"""What stands on a page: elements, their marks, their alternatives."""

import pytest

from issuer.document.sheet import Element, Role
from issuer.document.typesetting import label


def test_element_holds_marks_or_elements_and_a_figure_its_alternative() -> None:
    with pytest.raises(ValueError, match="marks, or elements"):
        Element(role=Role.PARAGRAPH)
    with pytest.raises(ValueError, match="alternative"):
        Element(role=Role.PARAGRAPH, marks=tuple(label("?", left=0, baseline=0)), alternative="x")
