"""Random changes by the thousand: no bit of a credential, and no byte of a PDF, goes unnoticed.

The PDF mutants are looked into by two worker processes, as a mutant may crash the library that
reads it; what they answer is then weighed here, as for any upload. A part of them goes the whole
way, through the verifier's own child processes.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest

from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.verdicts import (
    Altered,
    Contradiction,
    Genuine,
    LookedAt,
    NotOurs,
    Unreadable,
)
from tests.support.issuers import ADDRESS
from tests.support.mutants import KINDS, Mutant, mutants
from tests.support.sweeps import sweep
from tests.support.world import Issued, World, inspect_here
from verifier.check import check_file

pytestmark = pytest.mark.long

MUTANTS = sweep(2000, reduced=56)
IN_CHILDREN = sweep(80, reduced=8)
LEFT_OF_A_SIGNATURE = (b"/ByteRange", b"/SubFilter /ETSI", b"/Contents <3082")


@pytest.fixture(scope="module")
def everyone(issued: list[Issued]) -> list[Mutant]:
    return list(mutants(issued[0].pdf, count=MUTANTS))


def test_no_mutant_of_a_pdf_is_an_original_and_none_with_our_signature_is_green(
    world: World, everyone: list[Mutant]
) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        answers = workers.map(inspect_here, [one.data for one in everyone], chunksize=20)
        for one, answer in zip(everyone, answers, strict=True):
            finding = check_file(replace(world.verifier, inspect=lambda _, a=answer: a), one.data)  # type: ignore[misc]

            assert finding.looked_at is not LookedAt.ORIGINAL, one.seed
            if isinstance(finding.verdict, Genuine):
                # Cut short before its signature: the unsigned page, no worse than a print of it.
                assert not any(sign in one.data for sign in LEFT_OF_A_SIGNATURE), one.seed
                assert one.kind == "cut short", one.seed
                assert not finding.is_proved, one.seed


def test_mutants_through_the_real_child_processes(world: World, everyone: list[Mutant]) -> None:
    verifier = world.in_children()
    some = everyone[:: MUTANTS // IN_CHILDREN | 1]  # odd, so that each of eight kinds is met
    assert {one.kind for one in some} == set(KINDS)

    with ThreadPoolExecutor(2) as pool:
        findings = pool.map(lambda one: check_file(verifier, one.data), some)
        for one, finding in zip(some, findings, strict=True):
            assert finding.looked_at is not LookedAt.ORIGINAL, one.seed
            assert not isinstance(finding.verdict, Genuine) or one.kind == "cut short", one.seed


def test_mutants_are_mostly_named_altered(world: World, everyone: list[Mutant]) -> None:
    """A verifier that answered "unreadable" to everything would pass the tests above."""
    some = [one for one in everyone[:80] if one.kind != "cut short"]

    findings = [world.check_file(one.data) for one in some]

    altered = [one for one in findings if isinstance(one.verdict, Altered)]
    assert len(altered) >= 0.9 * len(some)
    # A byte that changed inside the attachment makes a second credential of it, and says so.
    of_a_changed_file = {Contradiction.BYTES, Contradiction.TWO_CREDENTIALS}
    assert all(of_a_changed_file & one.verdict.contradictions for one in altered)  # type: ignore[union-attr]


def _flips(data: bytes) -> Iterator[bytes]:
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << (bit % 8)
        yield bytes(flipped)


def test_no_bit_flip_of_a_credential_is_genuine(world: World, issued: list[Issued]) -> None:
    for forged in _flips(issued[0].credential):
        finding = world.check_text(encode_qr_text(forged, address=ADDRESS).text())

        assert isinstance(finding.verdict, NotOurs | Unreadable)


def test_no_bit_flip_of_a_qr_text_is_genuine(world: World, issued: list[Issued]) -> None:
    for forged in _flips(issued[0].qr.encode()):
        finding = world.check_text(forged.decode("latin-1"))

        assert not isinstance(finding.verdict, Genuine)


def test_no_bit_flip_of_a_code_is_genuine(world: World, issued: list[Issued]) -> None:
    for forged in _flips(issued[0].code.encode()):
        finding = world.check_text(forged.decode("latin-1"))

        if isinstance(finding.verdict, Genuine):
            # The same code in another spelling: lower case, a dot for a dash, O for 0.
            assert finding.code == issued[0].attestation.code


def test_random_digits_at_our_address_are_never_genuine(world: World) -> None:
    chance = random.Random(0)  # noqa: S311  no secret
    for _ in range(500):
        forged = chance.randbytes(chance.randrange(1, 700))

        finding = world.check_text(encode_qr_text(forged, address=ADDRESS).text())

        assert isinstance(finding.verdict, NotOurs | Unreadable)
