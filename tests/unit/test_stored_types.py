"""Values from other machines: what fits a column is stored, anything else is a ValueError and nothing worse."""

from datetime import UTC, datetime

import pytest

from xunjian.db.types import Day, Flag, Instant, PlainText, Structure, Whole, clean_text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Instant(), "0001-01-01T00:00:00.000+14:00"),
        (Instant(), "2026-09-18T10:00:00.000+08:00"),
        (Instant(), "2026-09-18"),
        (Instant(), 5),
        (Day(), "2026-13-01"),
        (Day(), "20260918"),
        (Day(), 20260918),
        (Flag(), 1),
        (Flag(), "true"),
        (Whole(), True),
        (Whole(), "12.5元"),
        (PlainText(), 12),
        (PlainText(), "a\x00b"),
        (Structure(), "[]"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(kind: Instant | Day | Flag | Whole | PlainText, value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        kind.from_json(value)


def test_instants_are_utc_to_the_millisecond() -> None:
    moment = datetime(2026, 9, 18, 2, 11, 5, 123_000, tzinfo=UTC)
    stored = Instant().process_bind_param(moment, None)  # type: ignore[arg-type]
    assert stored == "2026-09-18T02:11:05.123Z"
    assert Instant().from_json(stored) == stored


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301", "é"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("a\x00b\x07c\td", "abc\td"),
        ("x\ud800y", "xy"),
        ("👍 好", "👍 好"),
    ],
)
def test_text_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept
