"""What a file proves by itself."""

import io
from dataclasses import replace
from datetime import timedelta

from pypdf import PdfWriter

from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
)
from tests.support.forgeries import (
    Spot,
    page_in,
    page_of,
    saved_again,
    unsigned_copy,
    written,
)
from tests.support.issuers import ADDRESS
from tests.support.world import Issued, World
from verifier.check import check_file


def test_signature_left_in_a_file_without_credential_is_altered(
    world: World, issued: list[Issued]
) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(issued[0].pdf))
    writer.root_object.pop("/Names")
    writer.root_object.pop("/AF", None)
    cover = Spot(left=380, bottom=60, right=560, top=225)
    writer.pages[0].merge_page(page_in(page_of(cover.cover)))

    finding = world.check_file(written(writer))

    assert finding.verdict == Altered(
        contradictions=frozenset({Contradiction.BYTES}), credential=None, issuer=None
    )


def test_resaved_file_says_what_was_signed(world: World, issued: list[Issued]) -> None:
    finding = world.check_file(saved_again(issued[0].pdf))

    assert isinstance(finding.verdict, Altered)
    assert finding.verdict.credential is not None
    assert finding.verdict.credential.attestation == issued[0].attestation
    assert finding.code == issued[0].attestation.code


def test_credential_of_tomorrow_beside_a_good_one_can_not_be_checked_yet(
    world: World, issued: list[Issued]
) -> None:
    later = replace(issued[1].attestation, issued_at=world.now() + timedelta(days=1))
    status = StatusReference(uri=f"{ADDRESS}/status/1", index=1)
    tomorrow = sign_credential(
        Credential(attestation=later, status=status), signer=world.context.signer
    )

    finding = world.check_file(unsigned_copy(issued[0].pdf, attachments=[tomorrow]))

    assert finding.verdict == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)


def test_nothing_but_a_credential_of_tomorrow_can_not_be_checked_yet(
    world: World, issued: list[Issued]
) -> None:
    earlier = replace(world.verifier, now=lambda: world.now() - timedelta(days=1))

    finding = check_file(earlier, unsigned_copy(issued[0].pdf))

    assert finding.verdict == CannotCheck(reason=Obstacle.FROM_THE_FUTURE)
