"""What comes to its end is said early enough."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from attestation.algorithms import ALGORITHMS, WRITTEN, first_to_end
from keys.custody.keyring import open_ring
from operations.doctor.line import State
from operations.upkeep.ends import warn_of_algorithms, warn_of_certificates
from tests.support.issuers import NOW
from tests.support.key_rings import Keys
from tests.support.logged_installations import config

__all__ = ["config"]  # pytest finds them here


def test_certificate_that_no_night_renews_is_spoken_of_long_before(config: Path) -> None:
    Keys(folder=config.parent, at=NOW)("witness", "--out", config.parent / "witness")
    ring = open_ring(config.parent / "keys")
    years = timedelta(days=365.25)

    def words(at: timedelta) -> list[str]:
        return [line.words for line in warn_of_certificates(ring, at=NOW + at)]

    assert words(years) == []
    (log, witness) = sorted(words(10 * years - timedelta(days=150)))
    assert log.startswith("la clé du journal public expire")
    assert witness.startswith("le témoin expire")
    (root,) = words(18.5 * years)
    assert root.startswith("la racine expire")


@pytest.mark.parametrize(
    ("years", "states"),
    [(6, []), (3, [State.LOOK] * 2), (0.5, [State.BROKEN] * 2), (-1, [State.BROKEN] * 2)],
)
def test_algorithm_is_spoken_of_years_before_its_end(years: float, states: list[State]) -> None:
    today = first_to_end() - timedelta(days=365.25 * years)

    lines = [one for one in warn_of_algorithms(today) if "fin prévue" in one.words]

    assert [one.state for one in lines] == states


def test_table_of_algorithms_that_nobody_reviews_says_so() -> None:
    assert not list(warn_of_algorithms(WRITTEN))
    (line,) = warn_of_algorithms(date(WRITTEN.year + 3, 1, 1))
    assert "la table des échéances" in line.words
    assert {one.name for one in ALGORITHMS} == {"ECDSA P-256", "Ed25519", "SHA-256"}
