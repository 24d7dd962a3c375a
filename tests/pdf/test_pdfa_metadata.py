"""What an archive asks of a file: its metadata, and what its colours mean."""

import io

from PIL import ImageCms

from tests.support.spoken_pages import catalog, page, page_of, spoken

__all__ = ["page", "spoken"]  # pytest finds them here


def test_file_calls_itself_an_archive_and_accessible(page: bytes) -> None:
    packet = catalog(page)["/Metadata"].get_data().decode()

    for claim in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>U</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "Attestation de fréquentation AC-2026-0001",
        "<xmp:CreateDate>2026-11-18T10:00:00Z</xmp:CreateDate>",
    ):
        assert claim in packet
    assert b"<pdfaid:part>" in page  # unfiltered: any program finds it
    assert "Ağaoğlu" not in packet


def test_metadata_escapes_what_xml_would_misread() -> None:
    pdf = page_of(module_title="Travail & droits <suite>")

    assert "Travail &amp; droits &lt;suite&gt;" in catalog(pdf)["/Metadata"].get_data().decode()


def test_colours_are_those_of_srgb_whenever_the_page_is_drawn(page: bytes) -> None:
    (intent,) = catalog(page)["/OutputIntents"]

    profile = ImageCms.getOpenProfile(
        io.BytesIO(intent.get_object()["/DestOutputProfile"].get_data())
    )

    assert ImageCms.getProfileDescription(profile).strip() == "sRGB built-in"
    assert intent.get_object()["/OutputConditionIdentifier"] == "sRGB IEC61966-2.1"
    assert str(profile.profile.creation_date) == "2000-01-01 00:00:00"
