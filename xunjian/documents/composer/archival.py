"""A reportlab canvas that writes PDF/A-3b (ISO 19005-3): files that look the same and copy out the same in decades.

reportlab's streams (no line end before `endstream`), page dictionaries (an empty /Trans), catalogue (no output intent)
and information (the clock) do not conform; these are written here.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfbase.pdfutils import readJPEGInfo
from reportlab.pdfgen.canvas import Canvas

from xunjian.documents.composer.embedding import number
from xunjian.paths import resource

_VERSION = (1, 7)
_CREATOR, _PRODUCER = "巡检", "ReportLab"
_LEVEL = 4  # of compression; 6 takes an eighth longer for a fiftieth less


@dataclass(frozen=True)
class About:
    """What a document says of itself; the date is the day it was issued, never the clock."""

    title: str
    author: str
    dated: date


@dataclass(frozen=True)
class Attachment:
    """Data that the document shows, for programs to read; the name is ASCII."""

    name: str
    content: bytes
    mime: str
    description: str


class Archive(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """Pages, and what an archive needs to keep them."""

    def __init__(
        self, file: Any, size: tuple[float, float], about: About, attachment: Attachment | None = None
    ) -> None:
        super().__init__(file, pagesize=size, pageCompression=1, invariant=1, pdfVersion=_VERSION)
        self._about = about
        self._attachment = attachment
        self._fonts: list[str] = []
        self._pictures: dict[bytes, _Named] = {}

    def add(self, body: str) -> str:
        """Add an object and return its reference, as 12 0 R."""
        return self._add(_Object(body.encode("latin-1")))

    def add_stream(self, entries: str, data: bytes, *, compressed: bool = True) -> str:
        """Add a stream with these entries in its dictionary and return its reference."""
        packed, packing = (zlib.compress(data, _LEVEL), " /Filter /FlateDecode") if compressed else (data, "")
        head = f"<< {entries}{packing} /Length {len(packed)} >>\nstream\n"
        return self._add(_Object(head.encode("latin-1") + packed + b"\nendstream"))

    def use_font(self, name: str, reference: str) -> None:
        """Make a font known to all pages."""
        self._fonts.append(f"/{name} {reference}")

    def draw_jpeg(self, jpeg: bytes) -> None:
        """Draw a picture, RGB or grey, into the unit square; the document holds its bytes once and unchanged."""
        if jpeg not in self._pictures:
            width, height, channels = readJPEGInfo(BytesIO(jpeg))[:3]
            space = "DeviceGray" if channels == 1 else "DeviceRGB"
            entries = (
                f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
                f" /ColorSpace /{space} /Filter /DCTDecode"
            )
            self._doc.updateSignature(b"%d %d" % (len(jpeg), zlib.crc32(jpeg)))
            reference = self.add_stream(entries, jpeg, compressed=False)
            self._pictures[jpeg] = _Named(f"P{len(self._pictures) + 1}", reference)
        self.addLiteral(f"/{self._pictures[jpeg].name} Do")

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """End the page."""
        code = "\n".join(self._code).encode("latin-1")
        self._doc.updateSignature(sha256(code).digest())
        self._doc.addPage(_Page(self.add_stream("", code), self._pagesize, self._fonts, self._pictures.values()))
        self._startPage()

    def save(self) -> None:
        """Write the file."""
        metadata = self.add_stream("/Type /Metadata /Subtype /XML", _metadata(self._about).encode(), compressed=False)
        profile = self.add_stream("/N 3 /Alternate /DeviceRGB", _srgb())
        intent = (
            "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1)"
            f" /DestOutputProfile {profile} >>"
        )
        files = self._attach(self._attachment) if self._attachment else ""
        pages = self._doc.Reference(self._doc.Pages).format(self._doc).decode()
        self._doc.Catalog = _Object(
            f"<< /Type /Catalog /Pages {pages} /Lang (zh-CN) /Metadata {metadata} /OutputIntents [{intent}]{files}"
            " /ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>".encode("latin-1")
        )
        self._doc.info = _Information(self._about)
        super().save()

    def _attach(self, one: Attachment) -> str:
        """Add the attachment and return the entries of the catalogue that name it."""
        params = f"/Size {len(one.content)} /ModDate ({_moment(self._about.dated)})"
        subtype = one.mime.replace("/", "#2F")
        embedded = self.add_stream(f"/Type /EmbeddedFile /Subtype /{subtype} /Params << {params} >>", one.content)
        file = self.add(
            f"<< /Type /Filespec /F ({one.name}) /UF ({one.name}) /Desc {_text(one.description)}"
            f" /AFRelationship /Data /EF << /F {embedded} /UF {embedded} >> >>"
        )
        return f" /AF [{file}] /Names << /EmbeddedFiles << /Names [({one.name}) {file}] >> >>"

    def _make_preamble(self) -> None:
        """Set no first font, which would be Helvetica, not embedded; each line names its own."""
        self._preamble = ""

    def _add(self, one: "_Object") -> str:
        name = f"own{len(self._doc.idToObject)}"
        self._doc.Reference(one, name)
        return "{} {} R".format(*self._doc.idToObjectNumberAndVersion[name])


class _Named(NamedTuple):
    """A picture as pages name it, and the object that holds it."""

    name: str
    reference: str


class _Object(PDFObject):  # type: ignore[misc]
    """An object whose bytes are known."""

    __RefOnly__ = 1

    def __init__(self, body: bytes) -> None:
        self._body = body

    def format(self, _document: Any) -> bytes:
        return self._body


class _Information(_Object):
    """The document information; what it says must equal the metadata."""

    def __init__(self, about: About) -> None:
        created = f"({_moment(about.dated)})"
        super().__init__(
            f"<< /Title {_text(about.title)} /Author {_text(about.author)} /Creator {_text(_CREATOR)}"
            f" /Producer ({_PRODUCER}) /CreationDate {created} /ModDate {created} >>".encode("latin-1")
        )

    def digest(self, signature: Any) -> None:
        """Let the file's identity depend on it."""
        signature.update(self._body)


class _Page(PDFObject):  # type: ignore[misc]
    """A page; fonts and pictures become known until the file is written."""

    __RefOnly__ = 1

    def __init__(self, content: str, size: tuple[float, float], fonts: list[str], pictures: Iterable[_Named]) -> None:
        self._content, self._size, self._fonts, self._pictures = content, size, fonts, pictures

    def format(self, document: Any) -> bytes:
        parent = document.Reference(document.Pages).format(document).decode()
        named = " ".join(f"/{picture.name} {picture.reference}" for picture in self._pictures)
        pictures = f" /XObject << {named} >>" if named else ""
        return (
            f"<< /Type /Page /Parent {parent} /MediaBox [0 0 {' '.join(map(number, self._size))}]"
            f" /Contents {self._content} /Resources << /Font << {' '.join(self._fonts)} >>{pictures} >> >>"
        ).encode("latin-1")


@cache
def _srgb() -> bytes:
    return resource("srgb.icc").read_bytes()


def _moment(day: date) -> str:
    """Return the beginning of a day in China."""
    return f"D:{day:%Y%m%d}000000+08'00'"


def _text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _metadata(about: About) -> str:
    """Return the XMP packet (ISO 16684-1)."""
    title, author = escape(about.title), escape(about.author)
    moment = f"{about.dated:%Y-%m-%d}T00:00:00+08:00"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreatorTool>{_CREATOR}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{_PRODUCER}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
