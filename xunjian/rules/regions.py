"""区划代码 (GB/T 2260) as a bureau types it: what is wrong with one, and what it says in words."""

from enum import StrEnum

from xunjian.rules.basis import Region


class Rank(StrEnum):
    """The rank of an education authority: it decides which powers of the law are its own."""

    COUNTY = "县（市、区）教育局"
    CITY = "设区的市教育局"
    WHOLE_CITY = "不设区县的市教育局"
    PROVINCE = "省级教育行政部门"


_PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
}
_LENGTH = 6


def province_of(code: str) -> str:
    """Return the name of the province that a code lies in, or '' for none."""
    return _PROVINCES.get(code[:2], "")


def rank_of(code: str) -> Rank:
    """Return the rank of the authority of a region by its code of six digits."""
    if code.endswith("0000"):
        return Rank.PROVINCE
    if not code.endswith("00"):
        return Rank.COUNTY
    return Rank.WHOLE_CITY if Region(code).has_county_power() else Rank.CITY


def problem(code: str, rank: Rank) -> str:
    """Return in Chinese what is wrong with a code for an authority of this rank, or ''.

    A county's may be left out; without one of its own, any other authority would be taken for a county's.
    """
    if not code:
        return "" if rank is Rank.COUNTY else "这一级要填区划代码，不填会按县（区）级办。"
    if not (len(code) == _LENGTH and code.isascii() and code.isdecimal()):
        return "区划代码是六位数字，例如 340199。"
    if not province_of(code):
        return f"没有以 {code[:2]} 开头的区划代码。"
    if rank_of(code) is not rank:
        return f"{code} 是{rank_of(code).value}的代码，请核对。"
    return ""
