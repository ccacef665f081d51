"""Photos on paper: the picture unchanged and nothing else of the file, four to a page, upright, with captions."""

import io
import struct
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
import pytest
from PIL import ExifTags, Image, ImageDraw

from tests.notices import NOTICE
from tests.pagereading import MM, PageRead, read_pages, text_of
from xunjian.documents.composer import parts
from xunjian.documents.composer.flow import Block, paginate, turned
from xunjian.documents.composer.fonts import Typesetter
from xunjian.documents.composer.grid import TURNED, TURNED_WIDTH
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.tables import Column, Row, table

GREEN, RED = (20, 120, 40), (220, 20, 20)
ORIENTATION = 0x0112


def photo(width: int = 160, height: int = 120, orientation: int = 1, mode: str = "RGB", kind: str = "JPEG") -> bytes:
    """Return a green photo whose upper left quarter, as it is to be seen, is red."""
    upright = Image.new("RGB", (width, height), GREEN)
    ImageDraw.Draw(upright).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    stored = upright.transpose(turn) if turn is not None else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    coded = io.BytesIO()
    stored.convert(mode).save(coded, kind, exif=exif)
    return coded.getvalue()


def printed(photos: list[parts.Photo], *, head: bool = False) -> bytes:
    setter = Typesetter()
    blocks: list[Block] = parts.attachment_head(setter, "附件1", ["现场照片"]) if head else []
    return drawn([*blocks, *parts.photos(setter, photos)])


def drawn(blocks: list[Block]) -> bytes:
    paper = Paper("照片", "庐川县教育局", NOTICE.issued_on)
    parts.draw_pages(paper, paginate(blocks))
    return paper.finish()


def test_the_picture_of_a_jpeg_is_embedded_as_it_is() -> None:
    photos = [photo(), photo(120, 160), photo(orientation=6), photo(mode="L"), progressive()]
    pdf = printed([parts.Photo(content, "图") for content in photos[:4]])
    pdf_of_progressive = printed([parts.Photo(photos[4], "图")])
    streams = [stream._data for stream in (*embedded(pdf), *embedded(pdf_of_progressive))]
    assert sorted(map(pixels, streams)) == sorted(map(pixels, photos))
    for content in photos:
        scans = content[content.index(b"\xff\xdb") :]  # from the first table to the end
        assert any(stream.endswith(scans) for stream in streams)


def pixels(jpeg: bytes) -> bytes:
    return Image.open(io.BytesIO(jpeg)).tobytes()


def progressive() -> bytes:
    coded = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(coded, "JPEG", progressive=True, comment="在家里拍的")
    return coded.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_paper_does_not_tell_where_when_and_with_what_a_photo_was_taken(mode: str) -> None:
    taken = telling(photo(orientation=6, mode=mode))
    pdf = printed([parts.Photo(taken, "图")])
    (stream,) = embedded(pdf)
    assert all(word in taken for word in TOLD)
    assert not any(word in pdf or word in stream._data for word in TOLD)
    with Image.open(io.BytesIO(stream._data)) as picture:
        assert not picture.getexif()
        assert picture.size == (120, 160)
    ((left, top, right, bottom),) = seen(pdf)
    assert (right - left) / (bottom - top) == pytest.approx(4 / 3, rel=0.01)


TOLD = (
    b"Exif",
    b"Phone of Zhou",
    b"2026:09:07",
    b"2026:09:08 09:10",
    b"<gps/>",
    b"Photoshop 3.0",
    b"ftypmp4",
)


def telling(jpeg: bytes) -> bytes:
    """Return a photo with place, time and device, XMP, IPTC, a comment, a second picture and a film behind its end."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[ExifTags.Base.Model] = "Phone of Zhou"
    exif[ExifTags.Base.DateTime] = "2026:09:08 09:10:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (31.0, 15.0, 42.0), 3: "E", 4: (117.0, 17.0, 2.0), 29: "2026:09:07"}
    )
    told = [
        (0xE1, exif.tobytes()),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<gps/>"),
        (0xED, b"Photoshop 3.0\0"),
        (0xFE, b"!"),
    ]
    segments = b"".join(struct.pack(">BBH", 0xFF, kind, len(body) + 2) + body for kind, body in told)
    return jpeg[:2] + segments + jpeg[2:] + photo() + b"\0\0\0\x18ftypmp42"


def embedded(pdf: bytes) -> list[Any]:
    """Return the streams of the pictures of the first page."""
    resources: Any = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    return [picture.get_object() for picture in resources["/XObject"].values()]


def test_the_same_photo_is_in_the_file_once() -> None:
    content = photo()
    pdf = printed(
        [parts.Photo(content, "一"), parts.Photo(bytes(bytearray(content)), "二"), parts.Photo(progressive(), "三")]
    )
    assert len(embedded(pdf)) == 2
    assert len(seen(pdf)) == 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_whichever_way_the_camera_was_held(orientation: int) -> None:
    pdf = printed([parts.Photo(photo(orientation=orientation), "图")])
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=1).to_pil().convert("RGB")
    left, top, right, bottom = seen(pdf)[0]
    assert (right - left) / (bottom - top) == pytest.approx(4 / 3, rel=0.01)
    corners = [
        page.getpixel((round((left + (right - left) * x) * MM), round((top + (bottom - top) * y) * MM)))
        for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))
    ]
    assert [corner[0] > 128 for corner in corners if isinstance(corner, tuple)] == [True, False, False, False]


def seen(pdf: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of the pictures of a page in mm, those higher up first."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        images = document.pages[page].images
    boxes = [(image["x0"] / MM, image["top"] / MM, image["x1"] / MM, image["bottom"] / MM) for image in images]
    return sorted(boxes, key=lambda box: (round(box[3]), box[0]))


def test_four_photos_and_their_captions_share_a_page_with_the_head_of_their_attachment() -> None:
    photos = [
        parts.Photo(photo(*size), f"图{n}　校门口公示栏") for n, size in enumerate([(160, 120), (120, 160)] * 3, 1)
    ]
    pdf = printed(photos, head=True)
    first, second = read_pages(pdf)
    assert [len(seen(pdf, number)) for number in range(2)] == [4, 2]
    assert text_of(first.lines()[0]) == "附件1"
    assert first.lines()[0][0].box.left == pytest.approx(28, abs=0.3)
    assert first.lines(22)[0][0].box.top == pytest.approx(37 + 2 * 10.45, abs=0.3)
    for page, number in ((first, 0), (second, 1)):
        captions = [line for line in page.lines(14) if line[0].box.top < 262]
        boxes = seen(pdf, number)
        assert len(captions) == len(boxes) / 2  # two stand side by side
        for left, top, right, bottom in boxes:
            assert 28 <= left < right <= 184
            assert right - left <= 75.01
            assert 37 <= top < bottom <= 262
            assert min(abs(bottom + 2.5 - line[0].box.top) for line in captions) < 0.3
            assert (left + right) / 2 == pytest.approx(28 + 37.5 if left < 100 else 184 - 37.5, abs=0.3)


def test_an_attachment_begins_on_a_page_of_its_own() -> None:
    setter = Typesetter()
    text, head = parts.centred(setter, "正文"), parts.attachment_head(setter, "附件1", ["现场照片"])
    first, second = read_pages(drawn([text, *head, text]))
    assert [text_of(line) for page in (first, second) for line in page.lines()] == ["正文", "附件1", "正文"]


def test_a_long_caption_is_printed_whole() -> None:
    caption = "说明很长的照片" * 40 + "。"
    (page,) = read_pages(printed([parts.Photo(photo(), caption)]))
    words = "".join(map(text_of, (line for line in page.lines(14) if line[0].box.top < 262)))
    assert words == caption


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("P", "PNG"), ("CMYK", "JPEG")])
def test_other_pictures_become_rgb(mode: str, kind: str) -> None:
    pdf = printed([parts.Photo(photo(mode=mode, kind=kind), "图")])
    (picture,) = embedded(pdf)
    assert picture["/ColorSpace"] == "/DeviceRGB"
    with Image.open(io.BytesIO(picture._data)) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize("pages_before", [0, 1])
def test_the_head_of_a_wide_table_is_on_the_left_and_the_number_where_all_pages_have_it(pages_before: int) -> None:
    setter = Typesetter()
    before = [parts.centred(setter, "上一页")] * pages_before
    wide = table(
        setter,
        TURNED,
        [Column(3), Column(share=1), Column(share=1)],
        [Row((str(number), "庐川县实验小学", "收取校服款未开具财政票据")) for number in range(1, 30)],
        head=[Row(("序号", "学校", "问题"))],
        width=TURNED_WIDTH,
    )
    head = parts.attachment_head(setter, "附件2", ["问题台账"], width=TURNED_WIDTH)
    pages = list(read_pages(drawn([*before, *turned([*head, wide])])))
    numbered = list(enumerate(pages, start=1))[pages_before:]
    assert len(numbered) > 1
    for number, page in numbered:
        ordinals = [left_of(page, words) for words in ("序号", "学校")]
        assert ordinals[0] == pytest.approx(ordinals[1], abs=0.3)  # the head is one line from bottom to top
        assert all(28 - 0.3 <= char.box.left <= 184.3 for char in page.chars)
        mark = [char for char in page.chars if char.box.top > 262.3]
        assert text_of(mark) == f"—{number}—"
        assert mark[0].box.top == pytest.approx(269, abs=0.3)
        assert (mark[0].box.left > 100) == (number % 2 == 1)
    assert all(left_of(page, "序号") < 110 for _, page in numbered)
    assert [a < b for a, b in pairwise([left_of(numbered[0][1], "附件2"), left_of(numbered[0][1], "序号")])] == [True]


def left_of(page: PageRead, words: str) -> float:
    """Return where the baseline of turned words lies, in mm from the left edge of the paper."""
    text = text_of(page.chars)
    return page.chars[text.index(words)].origin[0]
