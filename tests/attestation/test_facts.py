from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from tests.support.facts import make_attestation


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"number": Number("AC-2026-42")}, "number"),
        ({"number": Number("ac-2026-0042")}, "number"),
        ({"module_code": ""}, "module code"),
        ({"module_code": "x" * 41}, "module code"),
        ({"module_title": ""}, "module title"),
        ({"module_title": "x" * 201}, "module title"),
        ({"last_day": date(2026, 10, 4)}, "last day"),
        ({"attended": timedelta()}, "minutes"),
        ({"attended": timedelta(seconds=90)}, "minutes"),
        ({"issued_at": datetime(2026, 11, 1, tzinfo=timezone(timedelta(hours=1)))}, "UTC"),
        ({"issued_at": datetime(2026, 11, 1, microsecond=1, tzinfo=UTC)}, "whole seconds"),
    ],
)
def test_impossible_attestation_cannot_exist(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(make_attestation(), **change)  # type: ignore[arg-type]


def test_holder_needs_parsed_names() -> None:
    with pytest.raises(ValueError, match="parsed form"):
        Holder(family_name=" Bah", given_name=None, birth_date=PartialDate(year=1995))


def test_single_name_is_a_full_name() -> None:
    holder = Holder(family_name="Habibi", given_name=None, birth_date=PartialDate(year=1998))

    assert holder.full_name() == "Habibi"
    assert make_attestation().holder.full_name() == "Şükriye Ağaoğlu"


def test_key_names_one_person_however_spelled() -> None:
    one = make_attestation(family_name="EL OUAZZANI", given_name="Ahlam").holder
    other = make_attestation(family_name="El ouazzani", given_name="AHLAM").holder

    assert one.key() == other.key()
    assert one.key() != make_attestation(family_name="El Ouazzani", given_name=None).holder.key()
