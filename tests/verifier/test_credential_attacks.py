"""Forged credentials, and files that hold several: each attack a claim."""

from collections.abc import Callable

import pytest

from attestation.formats.cose import P256_ORDER
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
    Genuine,
    LookedAt,
    NotOurs,
    Refusal,
    Unreadable,
    Verdict,
)
from issuer.document.facts import DocumentFacts
from issuer.document.page import render_page
from issuer.settings.organisation import Letterhead
from tests.support.documents import ORGANISATION, make_sessions
from tests.support.foreign_signatures import sign_as_stranger
from tests.support.forgeries import (
    draw_over,
    encoded,
    joined,
    page_of,
    picture_of,
    symbol,
    unsigned_copy,
)
from tests.support.issuers import ADDRESS, make_issuer
from tests.support.world import Issued, World

LOOK_ALIKE = "https://verifier.examp1e"
Forge = Callable[[World, list[Issued]], bytes]


def _sheet_with(credential: bytes, one: Issued, *, address: str = ADDRESS) -> bytes:
    facts = DocumentFacts(
        attestation=one.attestation,
        sessions=make_sessions(3),
        credential=credential,
        qr_text=encode_qr_text(credential, address=address),
    )
    return render_page(facts, Letterhead(organisation=ORGANISATION))


def _mirrored(credential: bytes) -> bytes:
    s = int.from_bytes(credential[-32:], "big")
    return credential[:-32] + (P256_ORDER - s).to_bytes(32, "big")


def _renamed(one: Issued) -> bytes:
    name = one.attestation.holder.family_name.encode()
    assert name in one.credential
    return one.credential.replace(name, name[:-1] + b"o")


def _by_own_authority(one: Issued) -> bytes:
    """Signed with the forger's own key, in the organisation's name."""
    forger = make_issuer("Maison des Passages asbl")
    status = StatusReference(uri=f"{ADDRESS}/status/1", index=1)
    return sign_credential(
        Credential(attestation=one.attestation, status=status), signer=forger.signer
    )


def _statement(world: World, one: Issued) -> bytes:
    evidence = world.verifier.register.evidence(
        one.attestation.code, status_uri=f"{ADDRESS}/status/1"
    )
    return evidence.statements[0]


def _status_list(world: World, one: Issued) -> bytes:
    evidence = world.verifier.register.evidence(
        one.attestation.code, status_uri=f"{ADDRESS}/status/1"
    )
    assert evidence.status_list is not None
    return evidence.status_list


FORGED_CREDENTIALS: dict[str, tuple[Callable[[World, Issued], bytes], Verdict]] = {
    "s turned into n - s": (
        lambda _, one: _mirrored(one.credential),
        NotOurs(reason=Refusal.BAD_SIGNATURE),
    ),
    "a letter of the name": (lambda _, one: _renamed(one), NotOurs(reason=Refusal.BAD_SIGNATURE)),
    "signed by the forger": (
        lambda _, one: _by_own_authority(one),
        NotOurs(reason=Refusal.UNKNOWN_KEY),
    ),
    "a signed statement in its place": (_statement, Unreadable(reason=Gap.NO_CREDENTIAL)),
    "a signed status list in its place": (_status_list, Unreadable(reason=Gap.NO_CREDENTIAL)),
    "a byte too many": (
        lambda _, one: one.credential + b"\0",
        Unreadable(reason=Gap.NO_CREDENTIAL),
    ),
}


@pytest.mark.parametrize(("forge", "verdict"), FORGED_CREDENTIALS.values(), ids=FORGED_CREDENTIALS)
@pytest.mark.parametrize("channel", ["text", "file"])
def test_forged_credential_is_refused_at_every_door(
    world: World,
    issued: list[Issued],
    forge: Callable[[World, Issued], bytes],
    verdict: Verdict,
    channel: str,
) -> None:
    forged = forge(world, issued[0])

    if channel == "text":
        finding = world.check_text(encode_qr_text(forged, address=ADDRESS).text())
    else:
        finding = world.check_file(
            page_of(
                symbol(encode_qr_text(forged, address=ADDRESS).text(), left=90, bottom=90, side=400)
            )
        )

    assert finding.verdict == verdict


def _two_symbols(one: Issued, text: str) -> bytes:
    return draw_over(one.pdf, symbol(text, left=300, bottom=430, side=190))


def _attachment_replaced(_: World, people: list[Issued]) -> bytes:
    return unsigned_copy(people[0].pdf, attachments=[people[1].credential])


def _forged_attachment(_: World, people: list[Issued]) -> bytes:
    return unsigned_copy(people[0].pdf, attachments=[_renamed(people[0])])


def _look_alike_beside(_: World, people: list[Issued]) -> bytes:
    digits = people[0].qr.partition("#")[2]
    return _two_symbols(people[0], f"{LOOK_ALIKE}/v#{digits}")


def _look_alike_alone(_: World, people: list[Issued]) -> bytes:
    sheet = _sheet_with(people[0].credential, people[0], address=LOOK_ALIKE)
    return encoded(picture_of(sheet), "PNG")  # the credential is in no attachment


def _forged_beside(_: World, people: list[Issued]) -> bytes:
    return _two_symbols(people[0], encode_qr_text(_renamed(people[0]), address=ADDRESS).text())


def _nonsense_beside(_: World, people: list[Issued]) -> bytes:
    return _two_symbols(people[0], f"{ADDRESS}/v#123456")


def _jpeg_and_pdf(_: World, people: list[Issued]) -> bytes:
    jpeg = encoded(picture_of(people[1].pdf, dpi=60), "JPEG")
    inside = people[0].pdf
    # A comment segment (ISO/IEC 10918-1, B.2.4.5) in which the PDF begins.
    return jpeg[:2] + b"\xff\xfe" + (len(inside) + 2).to_bytes(2, "big") + inside + jpeg[2:]


TWO_CREDENTIALS = frozenset({Contradiction.TWO_CREDENTIALS})
MIXED: dict[str, tuple[Forge, Verdict]] = {
    "attachment replaced by another's": (
        _attachment_replaced,
        Altered(contradictions=TWO_CREDENTIALS, credential=None, issuer=None),
    ),
    "attachment forged": (
        _forged_attachment,
        Altered(contradictions=TWO_CREDENTIALS, credential=None, issuer=None),
    ),
    "forged QR beside the genuine one": (
        _forged_beside,
        Altered(contradictions=TWO_CREDENTIALS, credential=None, issuer=None),
    ),
    "nonsense at our address beside the genuine one": (
        _nonsense_beside,
        Altered(contradictions=TWO_CREDENTIALS, credential=None, issuer=None),
    ),
    "a QR to a look-alike beside the genuine one": (
        _look_alike_beside,
        Unreadable(reason=Gap.FOREIGN_ADDRESS),
    ),
    "a QR to a look-alike": (_look_alike_alone, Unreadable(reason=Gap.FOREIGN_ADDRESS)),
    "two people's sheets in one file": (
        lambda _, people: joined(people[0].pdf, people[1].pdf),
        CannotCheck(reason=Obstacle.SEVERAL_ATTESTATIONS),
    ),
    "two people's QR codes on one page": (
        lambda _, people: _two_symbols(people[0], people[1].qr),
        CannotCheck(reason=Obstacle.SEVERAL_ATTESTATIONS),
    ),
    "a JPEG that is a PDF too": (_jpeg_and_pdf, Unreadable(reason=Gap.NOT_A_DOCUMENT)),
}


@pytest.mark.parametrize(("forge", "verdict"), MIXED.values(), ids=MIXED)
def test_mixed_file_is_never_genuine(
    world: World, issued: list[Issued], forge: Forge, verdict: Verdict
) -> None:
    assert world.check_file(forge(world, issued)).verdict == verdict


def test_stranger_who_signs_an_honest_copy_is_not_accused(
    world: World, issued: list[Issued]
) -> None:
    finding = world.check_file(sign_as_stranger(unsigned_copy(issued[0].pdf)))

    assert isinstance(finding.verdict, Genuine)
    assert finding.looked_at is LookedAt.COPY
