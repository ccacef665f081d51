"""送达回证: that a document was served, when, where, how and to whom; to be filled in by hand or as it happened.

The ways of service are those of 民事诉讼法 第八十七至九十一条: what is left with somebody who refuses it counts as
served if a witness or photos show it, and electronic service needs consent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.cells import Choices, Slots, text
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Typesetter
from xunjian.documents.composer.grid import FILLED, SIZE_4, Grid
from xunjian.documents.composer.setting import Align
from xunjian.documents.composer.tables import Cell, Column, Row, Stand, label, table, value
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Refusal, mark
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.workdays import paper_date

TITLE = "送达回证"
FROM_NEXT_DAY = "注：受送达人签收的日期为送达日期，期限自送达的次日起计算。"
_ROOM_TO_SIGN = 3.2 * SIZE_4


class Method(StrEnum):
    """How a document is served; the value is the printed word."""

    DIRECT = "直接送达"
    LEFT = "留置送达"
    POST = "邮寄送达"
    ENTRUSTED = "委托送达"
    ELECTRONIC = "电子送达"


@dataclass(frozen=True)
class Served:
    """A document that is served: its name, its number, how many copies."""

    name: str
    number: str
    copies: int = 1


@dataclass(frozen=True)
class ServiceReceipt:
    """What a receipt says; what is not known yet is left to be written by hand.

    `address` is the electronic address that the party agreed to, `parcel` the number of a letter, `entrusted` who
    serves in the bureau's place. ValueError for electronic service without an address agreed to, and for a document
    left behind without a refusal that a witness or photos show.
    """

    bureau: str
    party: str
    documents: tuple[Served, ...]
    made_on: date
    servers: tuple[str, ...] = ()
    place: str = ""
    method: Method | None = None
    served_on: date | None = None
    served_at: time | None = None
    receiver: str = ""
    relation: str = ""
    refusal: Refusal | None = None
    address: str = ""
    parcel: str = ""
    entrusted: str = ""
    note: str = ""
    draft: bool = False
    trial: bool = False

    def __post_init__(self) -> None:
        if self.method is Method.ELECTRONIC and not self.address:
            raise ValueError(self.method)
        seen = self.refusal and (self.refusal.witnesses or self.refusal.photos)
        if self.method is Method.LEFT and not seen:
            raise ValueError(self.method)


def render(
    receipt: ServiceReceipt, *, grid: Grid = FILLED, faces: Faces = SHIPPED, proof: Proof | None = None
) -> Rendered:
    """Return the receipt as a PDF."""
    dated = receipt.served_on or receipt.made_on
    across = mark(draft=receipt.draft, trial=receipt.trial)
    imprint = Imprint(f"{TITLE} {receipt.party}", receipt.bureau, dated, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(receipt, setter, grid), grid=grid)


def _blocks(receipt: ServiceReceipt, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (receipt.bureau, TITLE))
    yield blank()
    yield table(setter, grid, (Column(8), Column(share=1)), list(_rows(receipt)))


def _rows(receipt: ServiceReceipt) -> Iterator[Row]:
    yield Row((label("送达文书名称、\n文号和份数"), value(_documents(receipt))))
    yield Row((label("送达单位"), value(receipt.bureau)))
    yield Row((label("受送达人"), value(receipt.party)))
    yield Row((label("送达时间"), _time(receipt)))
    yield Row((label("送达地点"), value(receipt.place)))
    chosen = frozenset({receipt.method.value} if receipt.method else ())
    yield Row((label("送达方式"), Cell((Choices(tuple(Method), chosen),))))
    yield Row((label("收件人签名\n或者盖章"), _receiver(receipt)))
    yield Row((label("与受送达人关系"), value(receipt.relation)))
    yield _refusal(receipt.refusal)
    yield Row((label("见证人签名"), Cell((Slots(("", "单位或职务：")),))))
    yield Row((label("送达人签名"), Cell((Slots(tuple(f"{name}：" for name in receipt.servers) or ("", "")),))))
    yield Row((label("备注"), value(_note(receipt), least=_ROOM_TO_SIGN)))
    yield Row((value(FROM_NEXT_DAY, across=2),))


def _documents(receipt: ServiceReceipt) -> str:
    return "\n".join(f"《{one.name}》（{one.number}）{words.counted(one.copies)}份" for one in receipt.documents)


def _time(receipt: ServiceReceipt) -> Cell:
    if receipt.served_on is None:
        return Cell((text(words.TIME_TO_WRITE, align=Align.RIGHT),))
    at = words.paper_time(receipt.served_at) if receipt.served_at else ""
    return value(f"{paper_date(receipt.served_on)}{at}")


def _receiver(receipt: ServiceReceipt) -> Cell:
    known = (text(f"收件人：{receipt.receiver}"),) if receipt.receiver else ()
    signed = text(words.TIME_TO_WRITE, align=Align.RIGHT)
    return Cell((*known, signed), stand=Stand.BOTTOM, least=_ROOM_TO_SIGN + SIZE_4)


def _refusal(known: Refusal | None) -> Row:
    if known is None:
        return Row((label("拒收事由和日期"), value("", least=_ROOM_TO_SIGN)))
    told = f"{paper_date(known.day)}，{words.sentence(known.reason)}"
    return Row((label("拒收事由和日期"), value(told, least=_ROOM_TO_SIGN)))


def _note(receipt: ServiceReceipt) -> str:
    refusal = receipt.refusal
    witnesses = f"见证人：{'、'.join(refusal.witnesses)}。" if refusal and refusal.witnesses else ""
    photos = f"拍照{refusal.photos}张附后。" if refusal and refusal.photos else ""
    left = f"收件人拒收，文书留置于受送达人处。{witnesses}{photos}" if receipt.method is Method.LEFT else ""
    electronic = (
        f"受送达人同意电子送达，确认的地址：{receipt.address}。需要纸质文书的，我局另行提供。"
        if receipt.address
        else ""
    )
    post = f"邮件号：{receipt.parcel}。以回执上注明的收件日期为送达日期。" if receipt.parcel else ""
    entrusted = f"受委托送达单位：{receipt.entrusted}。" if receipt.entrusted else ""
    return f"{left}{electronic}{post}{entrusted}{words.sentence(receipt.note)}"
