"""Two spellings that may be one person, and those that are certainly one or certainly two."""

import pytest

from attestation.facts import Holder
from attestation.name import parse_name
from attestation.partial_date import PartialDate
from issuer.workbook.parsing.name_similarity import alike_pairs


def person(names: str, born: str = "1990-05-04") -> Holder:
    family, _, given = names.partition(", ")
    return Holder(
        family_name=parse_name(family),
        given_name=parse_name(given) if given else None,
        birth_date=PartialDate.decode(born),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Nguyen Thi, Hoa"), person("Nguyen Thi, Hao")),
        (person("Habibi"), person("Habib")),
        (person("Xiallo, Mariama"), person("Diallo, Mariama")),  # the slip is in the first letter
        (person("Diallo, Awa"), person("Awa, Diallo")),  # columns taken one for the other
        (person("Diallo, Awa", "1990"), person("Diallo, Awa", "1990-05-04")),
    ],
)
def test_slip_exchange_or_completed_birth_date_may_be_one_person(
    one: Holder, other: Holder
) -> None:
    assert alike_pairs([one, other]) == {(0, 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Diallo, Mariama"), person("Diallo, Mamadou")),
        (person("Habibi"), person("Habib", "1991-05-04")),
        (person("Diallo, Awa"), person("Diallo, Awa", "1991-05-04")),
        (person("Çelikoğlu"), person("CELIKOGLU")),  # one person for certain, and no pair
    ],
)
def test_other_people_and_the_same_one_are_no_pair(one: Holder, other: Holder) -> None:
    assert alike_pairs([one, other]) == set()


def test_same_names_count_under_any_birth_date_where_that_is_asked() -> None:
    both = [person("Diallo, Awa"), person("Diallo, Awa", "1991-05-04")]

    assert alike_pairs(both, any_birth_date=True) == {(0, 1)}


def test_only_wanted_pairs_are_told() -> None:
    three = [person("Habibi"), person("Habib"), person("Habibie")]

    assert alike_pairs(three) == {(0, 1), (0, 2)}
    assert alike_pairs(three, wanted=lambda first, second: second == 2) == {(0, 2)}
