"""Looking into files: what is found in them."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.forgeries import (
    inspected,
)
from tests.support.world import Issued
from verifier.assembly import started_anew
from verifier.inspection.answer import Inspection, NotInspectable
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.process import CHILD, Inspector

LIMITS = Limits()


def inspector(limits: Limits = LIMITS) -> Inspector:
    return Inspector(limits=limits, places=FairSemaphore(2), ask=started_anew(CHILD))


def test_issued_file_gives_all_it_holds(issued: list[Issued]) -> None:
    found = inspected(issued[0].pdf)

    (page,) = found.pages
    (signature,) = {one for one in found.signatures if one.certificates}
    assert page.symbols == (issued[0].qr,)
    assert found.attachments == (issued[0].credential,)
    assert not signature.is_broken
    assert issued[0].attestation.holder.family_name in [word.text for word in page.words]
    assert page.is_legible


def test_child_and_parent_find_the_same(issued: list[Issued]) -> None:
    assert inspector()(issued[0].pdf) == inspect_file(issued[0].pdf, limits=LIMITS)


@given(st.binary(max_size=2000))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert isinstance(inspect_file(data, limits=LIMITS), NotInspectable)


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_have_an_answer(data: bytes) -> None:
    for header in (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"):
        assert isinstance(inspect_file(header + data, limits=LIMITS), Inspection | NotInspectable)
