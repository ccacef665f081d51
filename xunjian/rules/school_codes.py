"""What is known of a school by its codes and its name: identifier, credit code, type, stages, ownership."""

import re
import unicodedata
from collections.abc import Iterable

from xunjian.rules.basis import Ownership, Stage

# 学校（机构）标识码: class (2), province (2), running number (6); there is no check digit.
_CLASSES = {
    "11": "幼儿园",
    "21": "小学",
    "22": "成人小学",
    "31": "普通初中",
    "32": "职业初中",
    "33": "成人初中",
    "34": "普通高中",
    "35": "成人高中",
    "36": "中等职业学校",
    "37": "工读学校",
    "41": "普通高校",
    "42": "成人高校",
    "51": "特殊教育学校",
    "91": "其他机构",
    "92": "其他机构",
    "93": "其他机构",
}
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
_IDENTIFIER_LENGTH = 10

# GB 32100-2015: no I, O, S, V, Z; the last of 18 characters checks the rest modulo 31.
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_CREDIT_ALPHABET}]{{18}}")

_LIST_MARKS = re.compile("[、,;/+和及]")

_BOTH_COMPULSORY = frozenset({Stage.PRIMARY, Stage.JUNIOR})
# GB/T 33782-2017, table 4; 371, 51x and 933 as the statistics use them.
STAGES = {
    "111": frozenset({Stage.KINDERGARTEN}),
    "119": frozenset({Stage.KINDERGARTEN}),
    "211": frozenset({Stage.PRIMARY}),
    "218": frozenset({Stage.PRIMARY}),
    "219": frozenset({Stage.PRIMARY}),
    "311": frozenset({Stage.JUNIOR}),
    "312": _BOTH_COMPULSORY,
    "319": frozenset({Stage.JUNIOR}),
    "321": frozenset({Stage.JUNIOR}),
    "341": frozenset({Stage.JUNIOR, Stage.SENIOR}),
    "342": frozenset({Stage.SENIOR}),
    "345": _BOTH_COMPULSORY | {Stage.SENIOR},
    "349": frozenset({Stage.SENIOR}),
    "361": frozenset({Stage.VOCATIONAL}),
    "362": frozenset({Stage.VOCATIONAL}),
    "363": frozenset({Stage.VOCATIONAL}),
    "364": frozenset({Stage.VOCATIONAL}),
    "365": frozenset({Stage.VOCATIONAL}),
    "366": frozenset({Stage.VOCATIONAL}),
    "371": frozenset({Stage.JUNIOR}),
    "511": frozenset({Stage.SPECIAL}),
    "512": frozenset({Stage.SPECIAL}),
    "513": frozenset({Stage.SPECIAL}),
    "514": frozenset({Stage.SPECIAL}),
    "933": frozenset({Stage.TRAINING}),
}
SCHOOL_TYPE = {
    "111": "幼儿园",
    "119": "附设幼儿班",
    "211": "小学",
    "218": "小学教学点",
    "219": "附设小学班",
    "311": "初级中学",
    "312": "九年一贯制学校",
    "319": "附设初中班",
    "321": "职业初中",
    "341": "完全中学",
    "342": "高级中学",
    "345": "十二年一贯制学校",
    "349": "附设普通高中班",
    "361": "调整后中等职业学校",
    "362": "中等技术学校",
    "363": "中等师范学校",
    "364": "成人中等专业学校",
    "365": "职业高中学校",
    "366": "技工学校",
    "371": "专门学校",
    "511": "盲人学校",
    "512": "聋人学校",
    "513": "培智学校",
    "514": "其他特殊教育学校",
    "933": "校外培训机构",
}

# Words in names and in the columns 办学类型, 学校类别, 学段. A bare 中学 may be 311, 341 or 342 and says nothing.
_TYPE_WORDS = {
    "幼儿园": "111",
    "附设幼儿班": "119",
    "小学": "211",
    "教学点": "218",
    "附设小学班": "219",
    "初级中学": "311",
    "初中": "311",
    "九年一贯制": "312",
    "九年制": "312",
    "附设初中班": "319",
    "职业初中": "321",
    "初级职业中学": "321",
    "完全中学": "341",
    "完中": "341",
    "高级中学": "342",
    "高中": "342",
    "普通高中": "342",
    "十二年一贯制": "345",
    "十二年制": "345",
    "附设普通高中班": "349",
    "附设高中班": "349",
    "中等职业": "361",
    "中职": "361",
    "职教中心": "361",
    "职业教育中心": "361",
    "中等专业学校": "362",
    "中等技术学校": "362",
    "中等师范": "363",
    "幼儿师范": "363",
    "成人中等专业学校": "364",
    "成人中专": "364",
    "职业高级中学": "365",
    "职业高中": "365",
    "职高": "365",
    "职业中学": "365",
    "技工学校": "366",
    "技师学院": "366",
    "专门学校": "371",
    "工读学校": "371",
    "盲人学校": "511",
    "盲校": "511",
    "聋人学校": "512",
    "聋哑学校": "512",
    "聋校": "512",
    "培智学校": "513",
    "启智学校": "513",
    "特殊教育": "514",
    "特教": "514",
    "培训学校": "933",
    "培训中心": "933",
    "培训机构": "933",
    "培训部": "933",
}
_PRIVATE_WORDS = ("民办", "私立", "中外合作", "营利")
_PUBLIC_WORDS = ("公办", "公立", "国办", "教育部门", "其他部门", "地方企业", "事业单位", "部队", "集体办")


def identifier_problem(code: str) -> str:
    """Return in Chinese what is wrong with a 学校（机构）标识码, or ''."""
    if not (code.isascii() and code.isdecimal() and len(code) == _IDENTIFIER_LENGTH):
        return "学校标识码应是 10 位数字。"
    if code[:2] not in _CLASSES:
        return f"学校标识码前两位 {code[:2]} 不是学校类别。"
    if not _PROVINCE.fullmatch(code[2:4]):
        return f"学校标识码第 3、4 位 {code[2:4]} 不是省级代码。"
    return ""


def identifier_warning(code: str, school_type: str) -> str:
    """Return in Chinese how a good identifier and a school type disagree, or ''; this is a doubt, not an error."""
    if not school_type or code[:2] == school_type[:2] or code[:1] == school_type[:1] == "9":
        return ""
    told = SCHOOL_TYPE.get(school_type, school_type)
    return f"学校标识码的类别是{_CLASSES.get(code[:2], code[:2])}，办学类型却是{told}，请核对。"


def credit_code_problem(code: str) -> str:
    """Return in Chinese what is wrong with a 统一社会信用代码 (GB 32100), or ''."""
    if not _CREDIT_CODE.fullmatch(code):
        return "统一社会信用代码应是 18 位数字或大写字母（没有 I、O、S、V、Z）。"
    if code[-1] != credit_code_check(code[:-1]):
        return "统一社会信用代码的校验位不对，请核对。"
    return ""


def credit_code_check(first: str) -> str:
    """Return the check character that belongs to the first 17 characters."""
    total = sum(_CREDIT_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first))
    return _CREDIT_ALPHABET[-total % 31]


def stages_of(school_type: str) -> frozenset[Stage]:
    """Return the stages of a school of this type; none for a type that no inspection concerns or nobody knows."""
    return STAGES.get(school_type, frozenset())


def type_of(words: str) -> str:
    """Return the type code that a name or a cell of 办学类型 or 学段 tells, or '' where it tells none.

    A code is taken as it is; 小学、初中 is 九年一贯制. Of several words the last counts, of those that end together the
    longest: the nursery of a primary school (实验小学附属幼儿园) is a kindergarten, 职业高级中学 is no 高级中学.
    """
    text = "".join(unicodedata.normalize("NFKC", words).split())
    if text in STAGES:
        return text
    parts = [part for part in _LIST_MARKS.split(text) if part]
    types = [_type_by_word(part) for part in parts]
    if len(parts) > 1 and all(types):
        return _type_of_all(types)
    return _type_by_word(text)


def _type_by_word(text: str) -> str:
    places = [(text.rfind(word) + len(word), len(word), code) for word, code in _TYPE_WORDS.items() if word in text]
    return max(places)[2] if places else ""


def _type_of_all(types: Iterable[str]) -> str:
    stages = frozenset().union(*(STAGES[code] for code in types))
    return next((code for code in ("312", "341", "345") if STAGES[code] == stages), "")


def ownership_of(words: str) -> Ownership | None:
    """Return the ownership that a cell of 办学性质, 举办者类型 or 办别 tells, or None where it tells none."""
    if any(word in words for word in _PRIVATE_WORDS):
        return Ownership.PRIVATE
    return Ownership.PUBLIC if any(word in words for word in _PUBLIC_WORDS) else None
