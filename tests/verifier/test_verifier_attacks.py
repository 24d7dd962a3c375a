"""What forgers try with a genuine PDF in hand: each a claim, and never genuine."""

import io
import re
from collections.abc import Callable

import pytest
from pypdf import PdfWriter
from reportlab.lib.colors import Color, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from attestation.cose import P256_ORDER
from attestation.credential import Credential, StatusReference, sign_credential
from attestation.qr_text import encode_qr_text
from attestation.verdict import (
    Altered,
    CannotCheck,
    Contradiction,
    Gap,
    Genuine,
    LookedAt,
    NotOurs,
    Obstacle,
    Refusal,
    Unreadable,
    Verdict,
)
from issuer.document.facts import DocumentFacts
from issuer.document.organisation import Letterhead
from issuer.document.page import render_page
from tests.support.documents import ORGANISATION, make_sessions
from tests.support.forgeries import (
    Spot,
    annotated,
    draw_over,
    encoded,
    in_form,
    in_hidden_layer,
    invisible,
    joined,
    page_in,
    page_of,
    picture_of,
    saved_again,
    signature_gap,
    signed_draw_over,
    spot_of,
    symbol,
    together,
    unsigned_copy,
    visible,
    written,
)
from tests.support.issuers import ADDRESS, make_issuer
from tests.support.strangers import sign_as_stranger
from tests.support.world import Issued, World

LOOK_ALIKE = "https://verifier.examp1e"
BYTES, HOLDER = Contradiction.BYTES, Contradiction.HOLDER
BIRTH_DATE, NUMBER = Contradiction.BIRTH_DATE, Contradiction.NUMBER
Forge = Callable[[World, list[Issued]], bytes]


def _name(one: Issued) -> Spot:
    return spot_of(one.pdf, *one.attestation.holder.full_name().split())


def _over_name(one: Issued, name: str, *, size: float = 28) -> Callable[..., None]:
    """Cover the holder's name and write another in its place."""
    spot = _name(one)
    return together(spot.cover, visible(name, left=spot.left, bottom=spot.bottom + 2, size=size))


# --- The signed file changed: its signature is still in it. ---


def _moved_byte_range(_: World, people: list[Issued]) -> bytes:
    return re.sub(
        rb"(/ByteRange\s*\[\s*0\s+\d+\s+)(\d+)",
        lambda match: match[1] + str(int(match[2]) - 1).zfill(len(match[2])).encode(),
        people[0].pdf,
    )


def _emptied_contents(_: World, people: list[Issued]) -> bytes:
    begin, end = signature_gap(people[0].pdf)
    return people[0].pdf[: begin + 1] + b"0" * (end - begin - 2) + people[0].pdf[end - 1 :]


def _garbled_contents(_: World, people: list[Issued]) -> bytes:
    begin, end = signature_gap(people[0].pdf)
    garbled = people[0].pdf[begin:end].replace(b"3082", b"3083").replace(b"06", b"07")
    return people[0].pdf[:begin] + garbled + people[0].pdf[end:]


def _another_signature_in_it(_: World, people: list[Issued]) -> bytes:
    (begin, end), (first, last) = (signature_gap(one.pdf) for one in people[:2])
    other = people[1].pdf[first:last]
    assert len(other) == end - begin
    return people[0].pdf[:begin] + other + people[0].pdf[end:]


def _second_signature(_: World, people: list[Issued]) -> bytes:
    return sign_as_stranger(people[0].pdf)


def _new_metadata(_: World, people: list[Issued]) -> bytes:
    writer = PdfWriter(io.BytesIO(people[0].pdf), incremental=True)
    writer.add_metadata({"/Title": "Attestation corrigée"})
    return written(writer)


def _text_replaced(_: World, people: list[Issued]) -> bytes:
    """The whole file written anew, signature and all, the name covered."""
    writer = PdfWriter(clone_from=io.BytesIO(people[0].pdf))
    writer.pages[0].merge_page(page_in(page_of(_over_name(people[0], "Jean DUPONT"))))
    return written(writer)


def _field_removed(_: World, people: list[Issued]) -> bytes:
    """A revision in which the form is gone; the signature's bytes are still in the file."""
    writer = PdfWriter(io.BytesIO(people[0].pdf), incremental=True)
    writer.root_object.pop("/AcroForm")
    return written(writer)


def _broken_to_pieces(_: World, people: list[Issued]) -> bytes:
    """No page to be found in it any more, but the signature."""
    begin, end = signature_gap(people[0].pdf)
    return b"%PDF-1.7\n" + people[0].pdf[begin:end]


SIGNED_CHANGES: dict[str, Forge] = {
    "junk after the end": lambda _, people: people[0].pdf + b"junk",
    "a newline after the end": lambda _, people: people[0].pdf + b"\n",
    "something before the header": lambda _, people: b"\n" + people[0].pdf,
    "a comment changed": lambda _, people: people[0].pdf.replace(b"%\x93", b"%\x94", 1),
    "another version in the header": lambda _, people: people[0].pdf.replace(b"1.7", b"1.6", 1),
    "a revision with another name": lambda _, people: signed_draw_over(
        people[0].pdf, _over_name(people[0], "Jean DUPONT")
    ),
    "a revision with other metadata": _new_metadata,
    "a second signature": _second_signature,
    "the contents emptied": _emptied_contents,
    "the contents garbled": _garbled_contents,
    "the byte range moved": _moved_byte_range,
    "another's signature in it": _another_signature_in_it,
    "written anew": lambda _, people: saved_again(people[0].pdf),
    "written anew with another name": _text_replaced,
    "the field removed": _field_removed,
    "broken to pieces": _broken_to_pieces,
}


@pytest.mark.parametrize("forge", SIGNED_CHANGES.values(), ids=SIGNED_CHANGES)
def test_changed_signed_file_is_altered(world: World, issued: list[Issued], forge: Forge) -> None:
    forged = forge(world, issued)
    assert forged != issued[0].pdf

    finding = world.check_file(forged)

    assert isinstance(finding.verdict, Altered), finding.verdict
    assert BYTES in finding.verdict.contradictions
    assert finding.looked_at is LookedAt.COPY


# --- The signature stripped, and the page changed. ---


def _drawn_for(people: list[Issued], *, text_of: int, credential_of: int) -> bytes:
    """A's credential on a page that the issuer's own program drew for B."""
    shown, sealed = people[text_of], people[credential_of]
    facts = DocumentFacts(
        attestation=shown.attestation,
        sessions=make_sessions(3),
        credential=sealed.credential,
        qr_text=encode_qr_text(sealed.credential, address=ADDRESS),
    )
    return render_page(facts, Letterhead(organisation=ORGANISATION))


def _line_over(one: Issued, shown: tuple[str, ...], instead: str, *, size: float) -> bytes:
    spot = spot_of(one.pdf, *shown)
    return draw_over(
        one.pdf,
        together(spot.cover, visible(instead, left=spot.left, bottom=spot.bottom, size=size)),
    )


def _name_beside(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    return draw_over(
        people[0].pdf, visible("DUPONT", left=spot.right + 8, bottom=spot.bottom + 6, size=28)
    )


def _name_lengthened(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    return draw_over(
        people[0].pdf, visible("-DUPONT", left=spot.right + 1, bottom=spot.bottom + 6, size=28)
    )


def _name_over_name(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    return draw_over(
        people[0].pdf,
        visible("Jean DUPONT-LEROY", left=spot.left, bottom=spot.bottom + 6, size=28),
    )


def _real_name_at_the_foot(_: World, people: list[Issued]) -> bytes:
    tiny = visible("Sükriye Agaoglu", left=60, bottom=8, size=4)
    return draw_over(people[0].pdf, together(_over_name(people[0], "Jean DUPONT"), tiny))


def _real_name_tiny_in_place(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    tiny = visible("Sükriye Agaoglu", left=spot.left, bottom=spot.bottom - 3, size=3)
    return draw_over(people[0].pdf, together(_over_name(people[0], "Jean DUPONT"), tiny))


def _real_name_in_white(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    white_name = visible(
        "Sükriye Agaoglu", left=spot.left + 250, bottom=spot.bottom, size=28, colour=white
    )
    return draw_over(people[0].pdf, together(_over_name(people[0], "Jean DUPONT"), white_name))


def _real_name_see_through(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    nothing = Color(0, 0, 0, alpha=0.01)
    unseen = visible(
        "Sükriye Agaoglu", left=spot.left + 250, bottom=spot.bottom, size=28, colour=nothing
    )
    return draw_over(people[0].pdf, together(_over_name(people[0], "Jean DUPONT"), unseen))


def _real_name_invisible(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    unseen = invisible("Sükriye Agaoglu", left=spot.left, bottom=spot.bottom, size=28)
    return draw_over(people[0].pdf, together(_over_name(people[0], "Jean DUPONT"), unseen))


def _real_name_in_hidden_layer(_: World, people: list[Issued]) -> bytes:
    spot = _name(people[0])
    covered = draw_over(people[0].pdf, _over_name(people[0], "Jean DUPONT"))
    return in_hidden_layer(
        covered, visible("Sükriye Agaoglu", left=spot.left + 250, bottom=spot.bottom, size=28)
    )


def _picture_of_a_name(_: World, people: list[Issued]) -> bytes:
    """The new name is no text at all; the old one is under it."""
    spot = _name(people[0])
    name = picture_of(page_of(visible("Jean DUPONT", left=20, bottom=800, size=28)))
    picture = ImageReader(name.crop((30, 20, 600, 90)))

    def paste(canvas: Canvas) -> None:
        canvas.drawImage(picture, spot.left, spot.bottom, 270, 33)

    return draw_over(people[0].pdf, paste)


def _genuine_sheet_behind(_: World, people: list[Issued]) -> bytes:
    """B's page with its QR taken out in front, A's whole page behind it."""
    front = draw_over(
        people[1].pdf, lambda canvas: Spot(left=380, bottom=60, right=560, top=225).cover(canvas)
    )
    return joined(front, people[0].pdf)


PAGE_CHANGES: dict[str, tuple[Forge, set[Contradiction]]] = {
    "name covered, another written": (
        lambda _, people: draw_over(people[0].pdf, _over_name(people[0], "Jean DUPONT")),
        {HOLDER},
    ),
    "the same through a form": (
        lambda _, people: draw_over(people[0].pdf, in_form(_over_name(people[0], "Jean DUPONT"))),
        {HOLDER},
    ),
    "the same through an annotation": (
        lambda _, people: annotated(people[0].pdf, _over_name(people[0], "Jean DUPONT")),
        {HOLDER},
    ),
    "the attachment kept": (
        lambda _, people: draw_over(
            people[0].pdf,
            _over_name(people[0], "Jean DUPONT"),
            attachments=[people[0].credential],
        ),
        {HOLDER},
    ),
    "another name written over, nothing covered": (_name_over_name, {HOLDER}),
    "another name beside": (_name_beside, {HOLDER}),
    "the name lengthened by a hyphen": (_name_lengthened, {HOLDER}),
    "the real name tiny at the foot": (_real_name_at_the_foot, {HOLDER}),
    "the real name tiny in its place": (_real_name_tiny_in_place, {HOLDER}),
    "the real name in white": (_real_name_in_white, {HOLDER}),
    "the real name all but transparent": (_real_name_see_through, {HOLDER}),
    "the real name invisible": (_real_name_invisible, {HOLDER}),
    "the real name in a hidden layer": (_real_name_in_hidden_layer, {HOLDER}),
    "a picture of another name over it": (_picture_of_a_name, {HOLDER}),
    "birth date covered, another written": (
        lambda _, people: _line_over(people[0], ("1988",), "1978", size=12),
        {BIRTH_DATE},
    ),
    "a day added to a birth year": (
        lambda _, people: _line_over(people[2], ("1995",), "12/05/1995", size=12),
        {BIRTH_DATE},
    ),
    "number covered, another written": (
        lambda _, people: _line_over(people[0], ("AC-2026-0001",), "AC-2026-0099", size=11.5),
        {NUMBER},
    ),
    "number covered": (
        lambda _, people: _line_over(people[0], ("AC-2026-0001",), "sans numéro", size=11.5),
        {NUMBER},
    ),
    "A's QR on B's page": (
        lambda _, people: _drawn_for(people, text_of=1, credential_of=0),
        {HOLDER, BIRTH_DATE, NUMBER},
    ),
    "A's genuine sheet behind B's without QR": (
        _genuine_sheet_behind,
        {HOLDER, BIRTH_DATE, NUMBER},
    ),
}


@pytest.mark.parametrize(("forge", "differing"), PAGE_CHANGES.values(), ids=PAGE_CHANGES)
def test_changed_page_is_altered(
    world: World, issued: list[Issued], forge: Forge, differing: set[Contradiction]
) -> None:
    finding = world.check_file(forge(world, issued))

    assert isinstance(finding.verdict, Altered), finding.verdict
    assert finding.verdict.contradictions == differing
    assert finding.looked_at is LookedAt.COPY


# --- The credential itself. ---


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
@pytest.mark.parametrize("door", ["text", "file"])
def test_forged_credential_is_refused_at_every_door(
    world: World,
    issued: list[Issued],
    forge: Callable[[World, Issued], bytes],
    verdict: Verdict,
    door: str,
) -> None:
    forged = forge(world, issued[0])

    if door == "text":
        finding = world.check_text(encode_qr_text(forged, address=ADDRESS).text())
    else:
        finding = world.check_file(
            page_of(
                symbol(encode_qr_text(forged, address=ADDRESS).text(), left=90, bottom=90, side=400)
            )
        )

    assert finding.verdict == verdict


# --- Several things in one file. ---


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


def test_every_attack_is_named_once() -> None:
    names = [*SIGNED_CHANGES, *PAGE_CHANGES, *FORGED_CREDENTIALS, *MIXED]

    assert len(names) == len(set(names))
    assert len(names) >= 25
