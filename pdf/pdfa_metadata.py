"""What an archive asks of a file: its metadata as XMP, and what its colours mean (PDF/A-3u).

XMP is ISO 16684-1; that a file may call itself PDF/A-3u and PDF/UA-1 is ISO 19005-3 §6.6 and
ISO 14289-1 §5.
"""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from xml.sax.saxutils import escape

from PIL import ImageCms

from pdf.file import PdfFile, Reference, text_string

PROGRAM = "attestation-service"
_PROFILE_DATE = slice(24, 36)  # ICC.1:2010 §7.2.8: when the profile was made
_PROFILE_COLOURS = 3
_CONDITION = "sRGB IEC61966-2.1"

# ISO 19005-3 knows the properties of ISO 16684-1; others, as pdfuaid:part, must be described
# in the file itself (§6.6.2.3).
_SKELETON = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag>{languages}</rdf:Bag></dc:language>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<pdf:Producer>{program}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What viewers, archives and screen readers show about the file."""

    title: str
    author: str
    subject: str
    language: str
    """BCP 47, as ``fr-BE``."""
    other_language: str | None = None
    """A second one, of a document in two."""
    created: datetime


def put_metadata(file: PdfFile, metadata: Metadata) -> Reference:
    """Put the XMP packet in a file, unfiltered, so that any program finds it."""
    packet = _SKELETON.format(
        title=escape(metadata.title),
        author=escape(metadata.author),
        subject=escape(metadata.subject),
        languages="".join(
            f"<rdf:li>{escape(one)}</rdf:li>"
            for one in (metadata.language, metadata.other_language)
            if one
        ),
        created=f"{metadata.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        program=PROGRAM,
    )
    return file.add_stream("/Type /Metadata /Subtype /XML", packet.encode())


def put_information(file: PdfFile, metadata: Metadata) -> Reference:
    """Put the same in the older form (ISO 32000-1 §14.3.3), which some viewers still read."""
    created = f"({metadata.created.astimezone(UTC):D:%Y%m%d%H%M%SZ})"
    return file.add(
        f"<</Title {text_string(metadata.title)} /Author {text_string(metadata.author)} "
        f"/Subject {text_string(metadata.subject)} /Creator ({PROGRAM}) /Producer ({PROGRAM}) "
        f"/CreationDate {created} /ModDate {created}>>"
    )


def put_output_intent(file: PdfFile) -> Reference:
    """Say that the page's red, green and blue are those of sRGB (ISO 19005-3 §6.2.3)."""
    profile = file.add_stream(f"/N {_PROFILE_COLOURS}", _srgb_profile(), is_deflated=True)
    return file.add(
        f"<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier ({_CONDITION}) "
        f"/Info ({_CONDITION}) /DestOutputProfile {profile}>>"
    )


@cache
def _srgb_profile() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Little CMS writes the present time; the same page is the same bytes, always.
    year, month, day = 2000, 1, 1
    date = b"".join(part.to_bytes(2) for part in (year, month, day, 0, 0, 0))
    profile[_PROFILE_DATE] = date
    return zlib.compress(bytes(profile), 9)
