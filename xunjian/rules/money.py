"""Exact money: integers in 分, read as people type it, written as screens, tables and paper want it."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal

from xunjian.errors import UserError

LIMIT = 10**14
"""The first amount, in 分, that is too large to be written: one 万亿 元."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_UNITS = {"": 1, "万": 10**4, "亿": 10**8}

_TYPED = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d*)?(万|亿)?(?:元整?)?", re.ASCII)
_MUCH_BIGGER = 10
_USUAL_AT_MOST = 100_000_00


class BadAmount(UserError):
    """What was typed is no amount of money."""

    def __init__(self, hint: str = "请重新填金额。") -> None:
        super().__init__("金额只能是数字，例如 1280 或 1280.5。", safe="已填的其他内容都在。", hint=hint)


class BigAmount(UserError):
    """An amount so much bigger than those before that a person must confirm it."""

    def __init__(self, fen: int) -> None:
        amount = table(fen).removesuffix(".00")
        super().__init__(
            f"金额 {amount} 元比以往大很多，是对的吗？", safe="金额已记下。", hint="对的请保留，错了请改。"
        )


def parse(text: str) -> int:
    """Return the amount in 分 that somebody typed: 1280, １２８０, 1280。5, 1,280.00, ￥1280, 1280元, 1.28万.

    Anything else is BadAmount, also parts of a 分 and commas that do not group by three (1,28 may mean 1.28).
    """
    typed = unicodedata.normalize("NFKC", text).replace("。", ".")
    found = _TYPED.fullmatch("".join(typed.split()))
    if not found:
        raise BadAmount
    whole, fraction, unit = found.groups(default="")
    fen = Decimal(whole.replace(",", "") + fraction) * _UNITS[unit] * 100
    if fen != int(fen):
        raise BadAmount("金额最小到分，请核对小数位。")
    if fen >= LIMIT:
        raise BadAmount("金额太大了，请核对。")
    return int(fen)


def check_size(fen: int, earlier: Collection[int]) -> None:
    """Raise BigAmount for an amount over ten times the biggest of the `earlier` ones; up to 10万元 never asks."""
    if fen > max(_USUAL_AT_MOST, _MUCH_BIGGER * max(earlier, default=0)):
        raise BigAmount(fen)


def plain(fen: int) -> str:
    """Return the amount as people say it in a sentence: 1280元, 1280.50元."""
    yuan, rest = divmod(_checked(fen), 100)
    return f"{yuan}.{rest:02}元" if rest else f"{yuan}元"


def table(fen: int) -> str:
    """Return the amount as a table's column shows it: 1,280.00."""
    yuan, rest = divmod(_checked(fen), 100)
    return f"{yuan:,}.{rest:02}"


def capitals(fen: int) -> str:
    """Return the amount in capitals: 壹仟贰佰捌拾元整; 整 stands only after 元."""
    yuan, jiao, rest = _checked(fen) // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    if rest:
        text += ("零" if yuan and not jiao else "") + f"{_DIGITS[rest]}分"
    return text if jiao or rest else f"{text or '零元'}整"


def _checked(fen: int) -> int:
    if not 0 <= fen < LIMIT:
        raise ValueError(fen)
    return fen


def _whole(yuan: int) -> str:
    digits = str(yuan)
    text, gap = "", False
    for place, digit in zip(reversed(range(len(digits))), map(int, digits), strict=True):
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place % 4]
        gap = not digit
        if place % 4 == 0 and yuan // 10**place % 10**4:
            text += _GROUPS[place // 4]
            gap = False
    return text
