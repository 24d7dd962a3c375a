"""The column of what was stated: one text for one meaning, and nothing impossible."""

from dataclasses import replace

import pytest

from attestation.particulars import NOTHING_STATED
from register.particulars import decode_particulars, encode_particulars
from tests.support.facts import STATED


@pytest.mark.parametrize(
    "one", [NOTHING_STATED, STATED, replace(STATED, mode=None, required_time=None)]
)
def test_what_was_stated_is_read_as_it_was_kept(one: object) -> None:
    assert decode_particulars(encode_particulars(one)) == one  # type: ignore[arg-type]


def test_nothing_is_kept_where_nothing_was_stated() -> None:
    assert encode_particulars(NOTHING_STATED) is None


@pytest.mark.parametrize(
    "text",
    ["[]", "5", "x", '{"mode": "pigeon"}', '{"module_time": 0}', '{"module_time": "x"}',
     '{"module_time": 1e30}', '{"module_time": -1}', '{"other": 1}', '{"sessions_held": 3}'],
)  # fmt: skip
def test_text_that_states_the_impossible_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode_particulars(text)
