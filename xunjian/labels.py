"""Stored codes and the Chinese words that people see for them."""

STATE = {
    "found": "待组长确认",
    "returned": "已退回",
    "confirmed": "已确认",
    "fed_back": "已反馈",
    "submitted": "待局审核",
    "downgraded": "已降级",
    "rectifying": "整改中",
    "reported": "学校已报完成",
    "checked": "待复查",
    "rechecked": "待销号",
    "relapsed": "已反弹",
    "closed": "已销号",
    "looked_back": "回头看合格",
    "joined": "已并案",
    "not_upheld": "不予认定",
}

STEP = {
    "confirmed": "组长确认",
    "fed_back": "反馈",
    "submitted": "报局审核",
    "returned": "退回",
    "joined": "并案",
    "downgraded": "降级",
    "not_upheld": "不予认定",
    "ordered": "下达",
    "reported_done": "学校报完成",
    "checked": "初核",
    "rechecked": "复查",
    "closed": "销号",
    "reopened": "撤销销号",
    "looked_back": "回头看",
    "relapsed": "反弹",
    "served": "送达",
    "extension_asked": "申请延期",
    "extension_granted": "同意延期",
    "extension_refused": "不同意延期",
    "admonished": "约谈",
    "transferred": "移交",
    "verified": "核实",
}

RECHECK = {"rectified": "已整改", "partly": "部分整改", "not_rectified": "未整改"}
ROLE = {"inspector": "检查人员", "leader": "组长", "reviewer": "局审核人员", "chief": "分管领导"}
ROUTE = {"on_site": "现场制发", "feedback_first": "先反馈、后审签"}
NOTICE = {"none": "未下达", "issued": "未送达", "served": "已送达", "void": "已作废"}
LAMP = {"none": "", "yellow": "将到期", "red": "逾期"}

SEVERITY = {"A": "严重", "B": "较重", "C": "一般"}
ANSWER = {"yes": "符合", "partly": "部分符合", "no": "不符合", "n_a": "不适用"}
UNCHECKED = "未查"

STAGE = {
    "kindergarten": "幼儿园",
    "primary": "小学",
    "junior": "初中",
    "senior": "普通高中",
    "vocational": "中等职业",
    "special": "特殊教育",
    "training": "校外培训",
}
OWNERSHIP = {"public": "公办", "private": "民办"}

DAY_KIND = {"off": "休", "work": "班"}
