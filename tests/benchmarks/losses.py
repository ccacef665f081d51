"""What a merge can no longer say, counted the same way for every tool."""

from dataclasses import dataclass
from typing import Any

from tests.benchmarks.plain_rows import FORGERIES, Key, Work, differing

Field = tuple[str, Any, str]
"""Table, name of the record, column."""


@dataclass(frozen=True)
class Losses:
    """What a merge can no longer say, in counts."""

    clashes: int
    written: int
    told: int
    """Clashes that the tool reports, wherever it does."""
    false_alarms: int
    gone: int
    """Clashing values that stand nowhere in the result."""
    earlier: int
    """Values that somebody wrote and somebody replaced, and that are nowhere in the result."""
    unsigned: int
    """Values of which the result does not know who wrote them and when."""
    by_order: int
    """Fields that differ if the laptops come in the other order."""
    again: str
    """What happens when the first laptop's file comes a second time."""
    renamed: int
    """Records that stand under another name than they were given."""
    forged: int
    """Of the files in which a value was changed by hand, how many were taken."""

    def lines(self) -> list[str]:
        """Return what was lost, in words."""
        return [
            f"  两边改成两样的 {self.clashes} 处：报告 {self.told} 处，另报了 {self.false_alarms} 处其实相同的；"
            f"落败的值有 {self.gone} 个不在合好的库里",
            f"  写过的 {self.written} 个值：后来改掉的 {self.earlier} 个不在库里；"
            f"{self.unsigned} 个查不出谁写的、何时写的",
            f"  换个先后再合：{self.by_order} 处结果不同；同一份再合一次：{self.again}；{self.renamed} 条记录换了编号",
            f"  手工改过一个值的文件 {FORGERIES} 份：收下 {self.forged} 份",
        ]


def of_rows(
    done: Work,
    result: dict[Field, Any],
    other: dict[Field, Any],
    key: Key,
    reported: set[Field],
    again: str,
    forged: int,
) -> Losses:
    """Count what a result of rows has lost: it holds one value a field, and nothing beside it."""
    clashes = {(table, key(uid), name): values for (table, uid, name), values in done.clashes().items()}
    written = done.written()
    lost = [
        (cell, value) for (table, uid, name), value in written if result.get(cell := (table, key(uid), name)) != value
    ]
    clashing = sum(value in clashes.get(cell, ()) for cell, value in lost)
    names = {(table, key(uid)) for several in (done.shared, *done.laptops) for table, uid, _ in several}
    return Losses(
        len(clashes),
        len(written),
        told=len(reported & clashes.keys()),
        false_alarms=len(reported - clashes.keys()),
        gone=clashing,
        earlier=len(lost) - clashing,
        unsigned=len(written),
        by_order=differing(result, other),
        again=again,
        renamed=len(names - {cell[:2] for cell in result}),
        forged=forged,
    )
