"""Rows of forms in which people sign: inspectors, the school, witnesses of a refusal."""

from collections.abc import Sequence
from functools import partial

from xunjian.documents.composer.cells import Choices, Content, Piece, Slots, Text, lay, text
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, LEFT, MM, SIZE_3, SIZE_4, Grid
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.setting import Align
from xunjian.documents.composer.tables import SIZE_SMALL_4, Cell, Column, Row, Stand, label, table
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Refusal
from xunjian.rules.workdays import paper_date

AGREED, DISPUTED = "无异议", "有异议"
_ROOM_FOR_REASON = 4.0  # em, beside the words
_ROOM_FOR_SEAL = 43 * MM
_MOST_IN_LINE = 2


def form(setter: Typesetter, grid: Grid, rows: Sequence[Row]) -> Block:
    """Return a form of labels and values to sign, on the page of the last lines that it is signed for."""
    return table(setter, grid, (Column(6), Column(share=1)), rows, with_previous=True)


def inspectors(names: Sequence[str]) -> Row:
    """Return the row in which the group signs, each behind the printed name, and dates."""
    slots = [Slots(tuple(f"{name}：" for name in two)) for two in _by_two(names)] or [Slots(("", ""))]
    return Row((label("检查人员\n签名"), Cell((*slots, _time()))), with_next=True)


def opinion(reason_to_write: str = "异议理由（可另附书面说明）：") -> Row:
    """Return the row in which the school agrees or objects, with room for its reason."""
    content: tuple[Content, ...] = (Choices((AGREED, DISPUTED)), text(reason_to_write))
    height = (_ROOM_FOR_REASON + 2 * 1.3) * SIZE_4
    return Row((label("被检查单位\n意见"), Cell(content, stand=Stand.TOP, least=height)), with_next=True)


def school(role: str = "负责人签名") -> Row:
    """Return the row in which the school signs and seals."""
    content = (Slots((f"{role}：", "职务：")), _time(), text("（盖章）", align=Align.RIGHT))
    return Row((label("被检查单位\n签名盖章"), Cell(content, stand=Stand.TOP, least=_ROOM_FOR_SEAL)), with_next=True)


def refusal(known: Refusal | None) -> Row:
    """Return the row on a refusal to sign: as it happened, or to be written by hand."""
    witnesses = Slots(("见证人签名：", "单位或职务："))
    if known is None:
        return Row((label("拒签情况"), Cell((Slots(("拒签事由：",)), witnesses))))
    return Row((label("拒签情况"), Cell((text(refused(known)), witnesses))))


def refused(known: Refusal) -> str:
    """Return how a refusal is told."""
    names = f"见证人：{'、'.join(known.witnesses)}。" if known.witnesses else ""
    photos = f"附照片{known.photos}张。" if known.photos else ""
    return f"{paper_date(known.day)}，被检查单位负责人拒绝签名。事由：{words.sentence(known.reason)}{names}{photos}"


def page_foot(setter: Typesetter, labels: Sequence[str]) -> Strip:
    """Return the last row of each page, on which the page is signed."""
    (piece,) = lay((Slots(tuple(labels)),), setter, width=BLOCK_WIDTH, size=SIZE_SMALL_4, align=Align.LEFT)
    return Strip(1, partial(_draw_foot, piece))


def _draw_foot(piece: Piece, paper: Paper, row: int) -> None:
    piece.draw(paper, LEFT, paper.grid.top(row) + SIZE_3 - piece.height)


def _time() -> Text:
    return text(words.TIME_TO_WRITE, align=Align.RIGHT)


def _by_two(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[start : start + _MOST_IN_LINE] for start in range(0, len(names), _MOST_IN_LINE)]
