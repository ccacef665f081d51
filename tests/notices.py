"""Sample notices: an invented county, school and people."""

from datetime import date

from xunjian.documents.papers.notice import Finding, Measure, MeasureKind, Notice

FEES = "《教育部等五部门关于进一步加强和规范教育收费管理的意见》（教财〔2020〕5号）"
SERVICES = "《国家发展改革委 教育部关于规范中小学服务性收费和代收费管理有关问题的通知》（发改价格〔2010〕1619号）第一条"

FINDINGS = (
    Finding(
        "校服款未使用财政票据",
        "2026年9月2日，你校七年级向16名学生收取校服款，未开具财政票据，只出具自制收据（号码0012301至0012316）。",
        citations=(FEES,),
        evidence=(1, 2),
        amount_fen=128_000,
        people=16,
        severity="较重",
    ),
    Finding(
        "超范围收取饮水费",
        "2026年9月，三年级以“饮水服务费”名义向学生统一收取每人15元，未经家长自愿选择，收费项目未列入公示栏",
        citations=(SERVICES, "《教育收费公示制度》"),
        evidence=(3, 4, 5, 7),
        amount_fen=63_000,
        people=42,
    ),
    Finding(
        "公示内容陈旧",
        "校门口收费公示栏所列项目和标准为2024年秋季学期内容，监督电话停机。",
        citations=(FEES,),
        evidence=(6,),
    ),
)
MEASURES = (
    Measure(
        "撤下旧公示内容，按现行项目和标准重新公示，并公布有效的监督电话",
        MeasureKind.IMMEDIATE,
        (3,),
        "总务主任王𬀩",
        date(2026, 9, 10),
        2,
    ),
    Measure(
        "向16名学生换开财政票据，收回自制收据并登记销毁", MeasureKind.LIMITED, (1,), "校长周文", date(2026, 9, 22), 10
    ),
    Measure(
        "将多收的饮水费全额退还学生家长，由家长在退费签领表上签名",
        MeasureKind.LIMITED,
        (2,),
        "校长周文",
        date(2026, 9, 22),
        10,
    ),
    Measure(
        "每学期开学前由财务人员和家长委员会共同核对收费项目、标准和票据，形成记录备查",
        MeasureKind.STANDING,
        (1, 2, 3),
        "副校长李敏",
    ),
)

NOTICE = Notice(
    bureau="庐川县教育局",
    prefix="庐教督改",
    year=2026,
    serial=12,
    school="庐川县实验小学",
    purpose="规范教育收费行为",
    plan="庐川县2026年秋季教育收费专项检查方案",
    visited_on=date(2026, 9, 8),
    findings=FINDINGS,
    measures=MEASURES,
    report_office="督导室",
    issued_on=date(2026, 9, 8),
    inspectors=("周文", "李敏", "王强"),
    contact="陈洁",
    phone="0551-60000000",
    refunds=True,
    suggestions=("建议将课后服务的安排、人员和收费在班级群之外同时张贴于校门口公示栏。",),
    attachments=("问题清单", "证据目录", "整改情况反馈表"),
)
