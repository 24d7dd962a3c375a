import pytest

from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
)


@pytest.mark.parametrize(
    "comparison", [Identical(), Differs(zones=()), NotCompared(reason=PageGap.CUT_OFF)]
)
def test_comparison_has_no_truth_value(comparison: Comparison) -> None:
    with pytest.raises(TypeError, match="match on it"):
        bool(comparison)
