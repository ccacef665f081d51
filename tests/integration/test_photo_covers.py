"""What people say of a photo: captions and rectangles over faces. On paper nothing of what is covered is left."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from tests.notices import NOTICE
from tests.visiting import Visiting
from xunjian.db import merge
from xunjian.db.conflicts import list_conflicts
from xunjian.db.history import commits_of
from xunjian.db.schema.visit import EvidenceCover
from xunjian.documents.composer import parts
from xunjian.documents.composer.covering import covered
from xunjian.documents.composer.flow import paginate
from xunjian.documents.composer.fonts import Typesetter
from xunjian.documents.composer.paper import Paper
from xunjian.errors import UserError
from xunjian.rules.covers import Cover
from xunjian.services.paperwork import exhibits
from xunjian.services.visit import covers, evidence
from xunjian.workspace import Workspace

SKY, FACE = (120, 160, 200), (250, 190, 160)
CORNER = Cover(500, 0, 500, 500)
"""The upper right quarter, where the face is."""


def portrait(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """Return a photo with a face in its upper right quarter as it is to be seen, a small copy of it in its EXIF."""
    upright = Image.new("RGB", (400, 300), SKY)
    ImageDraw.Draw(upright).rectangle((200, 0, 399, 149), fill=FACE)
    stored = upright.transpose(Image.Transpose.ROTATE_90) if orientation == 6 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    coded = io.BytesIO()
    stored.save(coded, kind, quality=95, exif=exif)
    return coded.getvalue()


@pytest.fixture
def busy(visiting: Visiting) -> Visiting:
    visiting.problem("SF-12", "收款未开票。")
    return visiting


def cover(visiting: Visiting, photo: str, place: Cover = CORNER) -> str:
    with visiting.write("SF-12 打码") as session:
        return covers.add(session, photo, place)


def caption(visiting: Visiting, photo: str, text: str) -> None:
    with visiting.write("SF-12 改照片说明") as session:
        evidence.set_caption(session, photo, text)


def colours(jpeg: bytes) -> set[str]:
    """Return which of the colours are anywhere in a picture, each with room for what JPEG does to it."""
    with Image.open(io.BytesIO(jpeg)) as image:
        pixels = image.convert("RGB").tobytes()
    found = set()
    for at in range(0, len(pixels), 3):
        red, green, blue = pixels[at : at + 3]
        found.add("face" if red > blue + 30 else "black" if red + green + blue < 60 else "sky")
    return found


@pytest.mark.parametrize(("kind", "orientation"), [("JPEG", 1), ("JPEG", 6), ("PNG", 1)])
def test_what_is_covered_is_in_no_byte_of_the_pdf(kind: str, orientation: int) -> None:
    photo = portrait(kind, orientation)
    assert colours(photo) == {"face", "sky"}
    setter = Typesetter()
    paper = Paper("照片", "庐川县教育局", NOTICE.issued_on)
    parts.draw_pages(paper, paginate(parts.photos(setter, [parts.Photo(covered(photo, [CORNER]), "图")])))
    pdf = paper.finish()
    resources: Any = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    pictures = [one.get_object() for one in resources["/XObject"].values()]
    (jpeg,) = [picture._data for picture in pictures]
    assert colours(jpeg) == {"black", "sky"}
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.size == (400, 300)
        assert not image.getexif()
        for x, y in ((201, 1), (300, 75), (399, 149)):
            pixel = image.convert("RGB").getpixel((x, y))
            assert isinstance(pixel, tuple)
            assert sum(pixel) < 60
    assert photo[:400] not in pdf


def test_a_photo_without_rectangles_stays_as_it_is() -> None:
    assert covered(portrait(), []) == portrait()


def test_photo_pages_of_a_notice_are_covered_and_the_original_is_kept(busy: Visiting) -> None:
    original = portrait()
    photo = busy.attach("SF-12", original)
    cover(busy, photo)
    caption(busy, photo, "收据存根")
    with busy.read() as session:
        pictures = exhibits.annex_photos(session, busy.workspace.photos, busy.draft().printed)
    shown = next(picture for picture in pictures if "收据存根" in picture.caption)
    assert colours(shown.content) == {"black", "sky"}
    stored = busy.finding("SF-12").photos[-1]
    assert busy.workspace.photos.read(stored.sha256) == original


def test_captions_and_rectangles_are_taken_back_one_by_one(busy: Visiting) -> None:
    photo = busy.finding("SF-12").photos[0].evidence
    seen = [busy.state()]
    changes: list[Callable[[], object]] = [
        lambda: caption(busy, photo, "公示栏"),
        lambda: busy.hide(photo),
        lambda: busy.hide(photo, hidden=False),
        lambda: cover(busy, photo),
        lambda: move(busy, Cover(10, 20, 300, 40)),
        lambda: caption(busy, photo, "校门口公示栏"),
        lambda: drop(busy),
        lambda: caption(busy, photo, " "),
    ]
    for change in changes:
        change()
        assert busy.state() != seen[-1]
        seen.append(busy.state())
    for _ in range(2):
        for expected in reversed(seen[:-1]):
            busy.undo()
            assert busy.state() == expected
        for expected in seen[1:]:
            busy.redo()
            assert busy.state() == expected


def move(visiting: Visiting, place: Cover) -> None:
    (placed,) = visiting.finding("SF-12").photos[0].covers
    with visiting.write("SF-12 移动打码") as session:
        covers.place(session, placed.uid, place)


def drop(visiting: Visiting) -> None:
    (placed,) = visiting.finding("SF-12").photos[0].covers
    with visiting.write("SF-12 去掉打码") as session:
        covers.remove(session, placed.uid)


def test_an_issued_finding_keeps_its_captions_and_rectangles(busy: Visiting) -> None:
    photo = busy.finding("SF-12").photos[0].evidence
    placed = cover(busy, photo)
    busy.issue()
    changes: list[Callable[[Session], object]] = [
        lambda session: covers.add(session, photo, CORNER),
        lambda session: covers.place(session, placed, CORNER),
        lambda session: covers.remove(session, placed),
        lambda session: evidence.set_caption(session, photo, "甲"),
    ]
    for change in changes:
        with pytest.raises(UserError, match="已签发"), busy.write() as session:
            change(session)


def test_a_caption_is_one_short_line(busy: Visiting) -> None:
    photo = busy.finding("SF-12").photos[0].evidence
    caption(busy, photo, " 公示栏\n 全景 ")
    assert busy.finding("SF-12").photos[0].caption == "公示栏 全景"
    with pytest.raises(UserError, match="最多写 100 字"):
        caption(busy, photo, "长" * 101)


def test_what_two_laptops_cover_is_all_covered_and_captions_merge_beside_it(busy: Visiting, tmp_path: Path) -> None:
    photo = busy.finding("SF-12").photos[0].evidence
    both = cover(busy, photo, Cover(900, 900, 50, 50))
    other = Workspace.create(tmp_path / "other", bureau=busy.workspace.store.bureau, values={})
    carry(busy.workspace, other)
    cover(busy, photo, Cover(0, 0, 100, 100))
    with other.store.write(by="王强") as session:
        covers.add(session, photo, Cover(500, 500, 100, 100))
        evidence.set_caption(session, photo, "公示栏")
    carry(other, busy.workspace)
    shown = busy.finding("SF-12").photos[0]
    assert sorted(placed.cover.left for placed in shown.covers) == [0, 500, 900]
    assert shown.caption == "公示栏"
    assert clashes(busy) == set()
    with busy.write() as session:
        covers.place(session, both, Cover(800, 900, 50, 50))
    with other.store.write(by="王强") as session:
        covers.place(session, both, Cover(700, 900, 50, 50))
    carry(other, busy.workspace)
    assert clashes(busy) == {("evidence_cover", "place")}
    assert any("打码的位置两组填得不一样" in problem for problem in busy.problems())
    other.close()


def test_numbers_that_no_person_drew_cover_what_lies_on_the_picture(busy: Visiting) -> None:
    photo = busy.finding("SF-12").photos[0].evidence
    with busy.write() as session:
        for values in ((-500, -500, 600, 600), (5000, 0, 10, 10), (0, 0, -5, 10), (0, 0, None, 10)):
            row = covers.add(session, photo, CORNER)
            session.flush()
            put(session.get_one(EvidenceCover, row), values)
    assert busy.finding("SF-12").photos[0].shown_covers == (Cover(0, 0, 100, 100),)


def put(row: EvidenceCover, values: tuple[int | None, ...]) -> None:
    row.from_left, row.from_top, row.width, row.height = values


def carry(source: Workspace, target: Workspace) -> None:
    with source.store.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)]
    with target.store.connection(writing=True) as connection:
        merge.apply(connection, merge.stage(connection, lines), merge.Source("b", "", "{}"))


def clashes(visiting: Visiting) -> set[tuple[str, str]]:
    with visiting.read() as session:
        return {(one.table, one.register) for one in list_conflicts(session.connection())}
