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

SCHOOL_FIELD = {
    "code": "标识码",
    "uscc": "信用代码",
    "name": "名称",
    "short_name": "简称",
    "former_name": "曾用名",
    "region_code": "区划代码",
    "region_name": "县区",
    "township": "片区",
    "school_type": "类型",
    "ownership": "办学性质",
    "urban_rural": "城乡类型",
    "address": "地址",
    "postcode": "邮编",
    "principal": "校长",
    "phone": "电话",
    "students": "学生数",
    "teachers": "教师数",
    "classes": "班数",
    "boarding": "寄宿",
    "canteen": "食堂",
    "license_no": "许可证号",
    "license_until": "许可证到期",
}
"""What the fields of a school are called in lists, forms and previews."""

TABLE = {
    "answer": "答案",
    "assignment": "安排",
    "bureau": "局",
    "campaign": "检查任务",
    "evidence_cover": "打码",
    "evidence_note": "照片",
    "finding": "问题",
    "finding_amount": "金额明细",
    "holiday": "节假日",
    "measure": "整改措施",
    "measure_finding": "措施对应的问题",
    "person": "人员",
    "school": "学校",
    "school_name": "学校的其他名称",
    "team": "检查组",
    "team_member": "组员",
    "visit": "检查",
    "visit_area": "检查表",
    "visit_member": "检查人员",
}
"""What the kinds of records are called that people edit."""

SHARED_FIELD = {
    "deleted": "是否删去",
    "school": "学校",
    "visit": "检查",
    "name": "名称",
    "phone": "电话",
    "kind": "种类",
}

FIELD = {
    table: {**SHARED_FIELD, **fields}
    for table, fields in {
        "answer": {"result": "结果", "reason": "不适用的原因", "item": "检查项"},
        "assignment": {"campaign": "任务", "team": "检查组", "planned_on": "计划日期", "why": "为什么查"},
        "bureau": {
            "level": "级别",
            "region_code": "区划代码",
            "address": "地址",
            "office": "收报告的科室",
            "supervision_authority": "教育督导机构",
            "remedies": "救济途径",
            "route": "制发方式",
        },
        "campaign": {
            "period": "起止日期",
            "starts_on": "开始",
            "ends_on": "结束",
            "purpose": "目的",
            "plan_title": "检查方案",
        },
        "evidence_cover": {
            "evidence": "照片",
            "place": "打码的位置",
            "from_left": "左",
            "from_top": "上",
            "width": "宽",
            "height": "高",
        },
        "evidence_note": {"evidence": "照片", "caption": "照片说明", "position": "次序", "hidden": "是否收起"},
        "finding": {
            "item": "检查项",
            "fact": "事实",
            "amount": "金额",
            "amount_basis": "金额依据",
            "people": "人数",
            "classes": "年级、班级",
            "period": "起止时间",
            "period_from": "从",
            "period_to": "到",
            "statement": "当事人陈述",
            "severity": "程度",
            "fixed_on_spot": "是否当场整改",
            "relapse_of": "哪个问题的反弹",
            "confirmed_bases": "核对过的依据",
            "step": "进展",
        },
        "finding_amount": {
            "finding": "问题",
            "what": "项目",
            "who": "对象",
            "amount": "金额",
            "voucher": "凭据",
        },
        "holiday": {"day": "日期", "source": "出处"},
        "measure": {
            "position": "次序",
            "content": "整改措施",
            "text": "要求",
            "responsible": "责任人",
            "responsible_post": "责任人职务",
            "deadline": "整改期限",
            "workdays": "工作日",
            "due_date": "到期",
            "deadline_reason": "期限说明",
        },
        "measure_finding": {"measure": "整改措施", "finding": "问题"},
        "person": {
            "name": "姓名",
            "unit": "单位",
            "post": "职务",
            "inspector_no": "督学证号",
            "inspector_until": "督学证有效期",
            "enforcement_no": "执法证号",
            "enforcement_until": "执法证有效期",
            "expert_field": "专长",
            "role": "身份",
            "active": "是否在岗",
        },
        "school": {
            **SCHOOL_FIELD,
            "license": "许可证",
            "validity": "有效期",
            "valid_from": "从",
            "valid_to": "到",
            "status": "状态",
            "same_as": "和哪所是同一所",
        },
        "school_name": {},
        "team": {"campaign": "任务", "number": "组号"},
        "team_member": {"team": "检查组", "person": "姓名", "role": "身份", "rank": "次序"},
        "visit": {
            "campaign": "任务",
            "team": "检查组",
            "day": "日期",
            "areas": "检查表",
            "started": "开始时间",
            "ended": "结束时间",
            "place": "检查地点",
            "inspection_notice": "检查通知书",
            "announced_on": "书面通知日期",
            "evaluation": "评价意见",
            "received": "签收",
            "received_by": "签收人",
            "received_post": "签收人职务",
            "unchecked_reason": "没查的原因",
            "note": "备注",
            "merged_into": "并到哪次检查",
        },
        "visit_area": {"area": "检查表"},
        "visit_member": {"person": "姓名", "role": "身份", "recusal_declared": "是否申请回避"},
    }.items()
}
"""What the fields and groups of fields of each table are called, alone or as columns of a group."""

MEMBER_ROLE = {"leader": "组长", "member": "组员"}
MEASURE_KIND = {"immediate": "立行立改", "limited": "限期整改", "standing": "长期坚持"}
