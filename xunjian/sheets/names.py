"""When two names are the same school's: the spellings that lists vary freely."""

import re
import unicodedata
from functools import lru_cache

_DROPPED = re.compile(r"[(\[](?:民办|公办|私立|中心校|中心小学|中心学校|全称|本部)[)\]]|[\s·•.,，。、\-—_]+")
_SHORTENED = (
    ("附属小学", "附小"),
    ("附属中学", "附中"),
    ("附属幼儿园", "附幼"),
    ("附属学校", "附校"),
    ("初级中学", "初中"),
    ("高级中学", "高中"),
    ("中心学校", "中心校"),
)
_NUMBERED = re.compile(r"第([一二三四五六七八九十百]+|\d+)(?=中|小|高|初|幼|实验|职|完|九|特)")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return what the spellings of one school's name share: width, blanks, bracketed additions, 附属/附, 第一/一."""
    key = _DROPPED.sub("", unicodedata.normalize("NFKC", name))
    for long, short in _SHORTENED:
        key = key.replace(long, short)
    return _NUMBERED.sub(lambda found: found[1].translate(_DIGITS), key)
