"""What was found and what is to be done about it, as the blocks that notice, opinion and order have in common."""

from collections.abc import Sequence
from dataclasses import replace

from xunjian.documents.composer import parts
from xunjian.documents.composer.flow import Block
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.papers import notice_words, words
from xunjian.documents.papers.notice_facts import Finding, Measure, MeasureKind


def findings(setter: Typesetter, given: Sequence[Finding], *, total_fen: int | None) -> list[Block]:
    """Return the findings numbered through, and what their amounts come to."""
    blocks = [
        block
        for position, finding in enumerate(given, start=1)
        for block in parts.paragraphs(setter, *notice_words.finding(position, finding))
    ]
    if total_fen is not None:
        blocks += parts.paragraphs(setter, Span(f"以上问题涉及金额合计{words.total(total_fen)}。"))
    return blocks


def only_kind(given: Sequence[Measure]) -> str:
    """Return （立行立改） where all measures are of one kind, or ''."""
    kinds = {measure.kind for measure in given}
    return f"（{kinds.pop()}）" if len(kinds) == 1 else ""


def measures(setter: Typesetter, given: Sequence[Measure], *, by_kind: bool = True) -> list[Block]:
    """Return the measures numbered through; by kind, those of several kinds under （一）, （二）…"""
    kinds = [kind for kind in MeasureKind if any(measure.kind is kind for measure in given)]
    headed = by_kind and len(kinds) > 1
    blocks: list[Block] = []
    position = 0
    for order, kind in enumerate(kinds):
        if headed:
            blocks.append(parts.heading(setter, f"（{words.LEVEL_1[order]}）{kind}", Role.SUBHEADING))
        for measure in given:
            if measure.kind is kind:
                position += 1
                blocks += parts.paragraphs(setter, Span(notice_words.measure(position, measure)))
    return blocks


def suggestions(setter: Typesetter, you: str, given: Sequence[str]) -> list[Block]:
    """Return the suggestions, set apart from what is ordered."""
    (opening,) = parts.paragraphs(setter, Span(notice_words.suggestions_opening(you)))
    blocks = [replace(opening, with_next=True)]
    for position, text in enumerate(given, start=1):
        blocks += parts.paragraphs(setter, Span(f"{position}.{text.strip()}"))
    return blocks
