"""Green is for an original and for a copy whose page is the issued one; nothing else is."""

from dataclasses import dataclass, replace

import pytest

from attestation.errors import RegisterError
from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
    ZoneKind,
    zones_of,
)
from attestation.verdict.verdicts import Altered, Contradiction, Genuine, Withdrawn
from register.lookup import Lookup
from tests.support.compared_findings import FRENCH, compared, reported, zone
from tests.support.forgeries import (
    draw_over,
    over_name,
    saved_again,
    scanned,
    spot_of,
    strokes,
    together,
    unsigned_copy,
)
from tests.support.world import Issued, World
from verifier.check import check_code, check_file, check_text
from verifier.report import sign_of

ADDED = Differs(zones=(zone(kind=ZoneKind.ADDITION),), is_drawn=True)


def test_green_is_for_an_original_and_an_identical_copy(world: World, issued: list[Issued]) -> None:
    original = world.check_file(issued[0].pdf)
    copy = world.check_page(unsigned_copy(issued[0].pdf))

    assert copy.page == Identical()
    assert (sign_of(original), sign_of(copy)) == ("genuine", "genuine")
    assert "authentique" in reported(original).heading
    assert "authentique" in reported(copy).heading
    assert reported(original).heading != reported(copy).heading


@pytest.mark.parametrize(
    "page",
    [*(NotCompared(reason=gap) for gap in PageGap), Differs(zones=(zone(),)), ADDED],
)
def test_valid_copy_that_is_not_identical_has_its_own_look(
    world: World, issued: list[Issued], page: Comparison
) -> None:
    finding = compared(world, unsigned_copy(issued[0].pdf), page)

    report = reported(finding)
    assert isinstance(finding.verdict, Genuine)
    assert report.sign == "to_compare"
    assert report.heading == "Attestation valable : comparez le papier"
    assert not any("authentique" in text for text in (report.heading, *report.sentences))


def test_code_and_qr_code_are_valid_to_compare_and_cost_no_comparison(
    world: World, issued: list[Issued]
) -> None:
    def never(_issued: bytes, _upload: bytes) -> Comparison:
        raise AssertionError

    verifier = replace(world.verifier, compare=never)

    for finding in (
        check_text(verifier, issued[0].qr),
        check_code(verifier, issued[0].attestation.code),
    ):
        assert sign_of(finding) == "to_compare"
        assert finding.page is None
        assert not zones_of(finding.page)


def test_withdrawn_attestation_is_withdrawn_however_its_page_compares(own_world: World) -> None:
    people = [own_world.issued(number) for number in own_world.numbers()]
    own_world.withdraw(people[0].number)

    finding = compared(own_world, unsigned_copy(people[0].pdf), Identical())

    assert isinstance(finding.verdict, Withdrawn)
    assert not finding.is_proved
    assert sign_of(finding) == "withdrawn"


def test_changed_print_of_a_digital_copy_is_altered_and_the_fact_is_named(
    world: World, issued: list[Issued]
) -> None:
    one = issued[0]
    spot = spot_of(one.pdf, "29", "février", "1988")
    forged = draw_over(
        one.pdf,
        together(spot.cover, strokes("2 juin 1984", left=spot.left, bottom=spot.bottom)),
    )

    finding = world.check_page(forged)

    assert isinstance(finding.verdict, Altered)
    assert Contradiction.PAGE in finding.verdict.contradictions
    assert any(
        one.kind is ZoneKind.FACT and "29 février 1988" in one.what
        for one in zones_of(finding.page)
    )
    assert any("29 février 1988" in line for line in reported(finding).zones)


def test_scan_that_differs_is_neither_green_nor_accused(world: World, issued: list[Issued]) -> None:
    forged = scanned(draw_over(issued[0].pdf, over_name(issued[0], "Jean DUPONT")))

    finding = world.check_page(forged)

    assert isinstance(finding.page, Differs)
    assert isinstance(finding.verdict, Genuine)
    assert sign_of(finding) == "to_compare"
    assert FRENCH.on_page.differs in reported(finding).sentences
    assert reported(finding).zones


def test_added_ink_alone_condemns_nobody(world: World, issued: list[Issued]) -> None:
    finding = compared(world, unsigned_copy(issued[0].pdf), ADDED)

    report = reported(finding)
    assert isinstance(finding.verdict, Genuine)
    assert FRENCH.on_page.added in report.sentences
    assert "ajouté" in report.zones[0]


def test_note_in_the_margin_of_an_identical_page_is_shown(
    world: World, issued: list[Issued]
) -> None:
    noted = Identical(additions=(zone(kind=ZoneKind.ADDITION),))

    finding = compared(world, unsigned_copy(issued[0].pdf), noted)

    assert finding.is_proved
    assert FRENCH.on_page.noted in reported(finding).sentences


def test_file_with_a_broken_signature_is_altered_even_with_an_identical_page(
    world: World, issued: list[Issued]
) -> None:
    finding = compared(world, saved_again(issued[0].pdf), Identical())

    assert isinstance(finding.verdict, Altered)
    assert finding.verdict.contradictions == {Contradiction.BYTES}


@dataclass(frozen=True, slots=True)
class _Register(Lookup):
    """A register whose documents are not what was issued."""

    content: bytes | RegisterError | None

    def document(self, digest: bytes) -> bytes | None:
        if isinstance(self.content, RegisterError):
            raise self.content
        return self.content


@pytest.mark.parametrize("content", [b"%PDF-1.7 another", None, RegisterError("permission denied")])
def test_document_that_nobody_signed_is_not_compared_with(
    world: World, issued: list[Issued], content: bytes | RegisterError | None
) -> None:
    def never(_issued: bytes, _upload: bytes) -> Comparison:
        raise AssertionError

    register = _Register(world.verifier.register.engine, content)  # type: ignore[attr-defined]
    verifier = replace(world.verifier, register=register, compare=never)

    finding = check_file(verifier, unsigned_copy(issued[0].pdf))

    assert finding.page == NotCompared(reason=PageGap.NOT_HELD)
    assert sign_of(finding) == "to_compare"


def test_zones_beside_each_other_are_told_as_one_line(world: World, issued: list[Issued]) -> None:
    page = Differs(
        zones=(
            replace(zone("Ağaoğlu"), x_mm=60),
            zone("Şükriye Ağaoğlu"),
            replace(zone("12 h"), x_mm=90),
            replace(zone("Les coordinateurs"), y_mm=90),
            replace(zone("Les coordinateurs"), y_mm=96),  # above and below one line
            zone(kind=ZoneKind.ADDITION),
        )
    )

    lines = reported(compared(world, unsigned_copy(issued[0].pdf), page)).zones

    assert len(lines) == 3
    assert "«\N{NO-BREAK SPACE}Şükriye Ağaoğlu … 12 h\N{NO-BREAK SPACE}»" in lines[0]
    assert lines[0].startswith("Zone 1, ligne du nom")
    assert "coordinateurs" in lines[1]
    assert "ajouté" in lines[2]
