"""Sample papers of one visit: an invented county, schools and people."""

from dataclasses import replace
from datetime import date, time

from tests.inks import writing
from tests.notices import FINDINGS, MEASURES, NOTICE
from xunjian.documents.papers.correction_order import CorrectionOrder, Party
from xunjian.documents.papers.counterfoil import Counterfoil
from xunjian.documents.papers.erratum import Correction, Erratum
from xunjian.documents.papers.facts import Exhibit, Inspector, OnScreen, Refusal, Side, Signer
from xunjian.documents.papers.feedback_sheet import FeedbackSheet, Seen
from xunjian.documents.papers.notice_facts import Finding, Measure, MeasureKind
from xunjian.documents.papers.service_receipt import Method, Served, ServiceReceipt
from xunjian.documents.papers.site_record import Checked, Section, SiteRecord
from xunjian.documents.papers.supervision_opinion import SupervisionOpinion

BUREAU = "庐川县教育局"
SCHOOL = "庐川县实验小学"
DAY = date(2026, 9, 8)
PLAN = "庐川县2026年秋季教育收费专项检查方案"
INSPECTORS = (Inspector("周文", "组长"), Inspector("李敏", "组员"), Inspector("王强", "财务专家"))

EXHIBITS = (
    Exhibit("学校大门及校名牌（定位照）", "照片", DAY, "李敏", 1, ()),
    Exhibit("自制收据存根（号码0012301至0012316）", "书证", DAY, "王强", 4, (1,)),
    Exhibit("七年级校服款收款登记表，与原件核对无误，加盖校章", "书证", DAY, "王强", 2, (1,)),
    Exhibit("三年级家长缴费截图", "电子数据", DAY, "李敏", 3, (2,)),
    Exhibit("校门口收费公示栏全景、近景", "照片", DAY, "李敏", 2, (2, 3)),
)

RECORD = SiteRecord(
    bureau=BUREAU,
    school=SCHOOL,
    school_code="2134010001",
    address="庐川县城关镇文昌路1号",
    day=DAY,
    begin=time(9, 10),
    end=time(11, 40),
    place="校门口公示栏、财务室、三年级和七年级教室",
    plan=PLAN,
    in_charge="赵启明",
    in_charge_post="校长",
    phone="0551-60000001",
    inspectors=INSPECTORS,
    recorder="李敏",
    sections=(
        Section(
            "收费",
            (
                Checked(
                    "校门口、校内公示栏长期公示收费项目、标准、依据、范围、计费单位和投诉电话",
                    "部分符合",
                    "公示为2024年秋季内容",
                ),
                Checked("公示与实收一致", "不符合", "三年级42人，￥630.00"),
                Checked("使用财政票据或者税务发票", "不符合", "七年级16人，￥1,280.00"),
                Checked("不向学生收取学费、杂费", "符合"),
                Checked("民办学校收费项目和标准公示", "不适用", "公办学校"),
            ),
        ),
        Section(
            "教辅材料",
            (
                Checked("不统一征订评议公告目录外的教辅材料", "符合"),
                Checked("学生自愿购买、申请学校代购的书面手续", "未查", "台账在局财务科，下次检查时补查"),
            ),
        ),
    ),
    seen=(
        "9时10分，检查组到达学校，在校门口查看收费公示栏，所列项目和标准为2024年秋季学期内容，监督电话停机。",
        "10时许，检查组在财务室查看2026年9月收款登记表和票据存根，七年级收取16名学生校服款￥1,280.00，未开具财政票据，只出具"
        "自制收据（号码0012301至0012316）。",
        "10时40分，检查组在三年级教室查看家长缴费截图，学校以“饮水服务费”名义向42名学生每人收取15元，合计￥630.00。",
    ),
    exhibits=EXHIBITS,
    stated="校长赵启明陈述：饮水服务费由年级组统一收取，学校已要求停收，正在核对名单。",
)

REFUSED = SiteRecord(
    bureau=BUREAU,
    school="庐川县启明星培训学校有限公司",
    day=DAY,
    begin=time(14, 5),
    end=time(15, 0),
    place="庐川县城关镇解放路88号三楼",
    inspection_notice="庐教检通〔2026〕1号",
    inspectors=(Inspector("周文", "组长", "皖A00010001"), Inspector("李敏", "", "皖A00010002")),
    in_charge="钱进",
    in_charge_post="经理",
    sections=(Section("校外培训", (Checked("收费项目和标准在办学场所公示", "不符合", "前台、网站均未公示"),)),),
    seen=("前台未公示收费项目和标准。",),
    refusal=Refusal("负责人称须请示总部，不愿签名", DAY, ("城关镇教育办 孙丽",), photos=2),
)

SHEET = FeedbackSheet(
    bureau=BUREAU,
    school=SCHOOL,
    day=DAY,
    plan=PLAN,
    formal="整改通知书",
    inspectors=INSPECTORS,
    findings=(
        Seen(
            "校服款未使用财政票据",
            "2026年9月2日，你校七年级向16名学生收取校服款，未开具财政票据，只出具自制收据（号码0012301至0012316）",
            128_000,
            16,
            "收据存根4张，收款登记表2张",
        ),
        Seen(
            "超范围收取饮水费",
            "2026年9月，三年级以“饮水服务费”名义向学生统一收取每人15元",
            63_000,
            42,
            "家长缴费截图3张",
        ),
        Seen("公示内容陈旧", "校门口收费公示栏所列项目和标准为2024年秋季学期内容，监督电话停机", fixed=True),
    ),
)

TO_SERVE = ServiceReceipt(
    bureau=BUREAU,
    party=SCHOOL,
    documents=(Served("整改通知书", "庐教督改〔2026〕12号"),),
    servers=("周文", "李敏"),
    made_on=DAY,
)

LEFT_BEHIND = replace(
    TO_SERVE,
    party="庐川县启明星培训学校有限公司",
    documents=(Served("责令改正通知书", "庐教责改〔2026〕3号", 2), Served("更正通知", "庐教责改〔2026〕4号")),
    method=Method.LEFT,
    served_on=DAY,
    served_at=time(15, 20),
    place="庐川县城关镇解放路88号三楼前台",
    refusal=Refusal("负责人钱进称须请示总部，拒绝签收", DAY, ("城关镇教育办 孙丽",), photos=2),
)

ERRATUM = Erratum(
    bureau=BUREAU,
    prefix="庐教督改",
    year=2026,
    serial=15,
    school=SCHOOL,
    first_title="整改通知书",
    first_number="庐教督改〔2026〕12号",
    first_issued_on=DAY,
    corrections=(
        Correction("“一、存在问题”第1条", "向16名学生收取校服款", "向18名学生收取校服款"),
        Correction(
            "“一、存在问题”第1条",
            "涉及16人、金额￥1,280.00",
            "涉及18人、金额￥1,440.00",
        ),
    ),
    issued_on=date(2026, 9, 10),
    deadline=date(2026, 9, 22),
    contact="陈洁",
    phone="0551-60000000",
)

STUB = Counterfoil(
    bureau=BUREAU,
    title="整改通知书",
    number="庐教督改〔2026〕12号",
    school=SCHOOL,
    subject="教育收费专项检查发现问题限期整改",
    issued_on=DAY,
    findings=3,
    deadline=date(2026, 9, 22),
    issued_by="周文",
)

SHEET_NOTICE = replace(
    NOTICE,
    exhibits=EXHIBITS,
    total_fen=191_000,
    findings=tuple(replace(finding, listed_fen=finding.amount_fen) for finding in FINDINGS),
)


def _signer(side: Side, name: str, post: str, at: time) -> Signer:
    return Signer(side, name, post, writing(name).sha256, DAY, at)


SIGNED_NOTICE = replace(
    SHEET_NOTICE,
    signed=OnScreen(
        over="7f3a19c25e08b41d6a90" + "0" * 44,
        signers=(
            _signer(Side.SCHOOL, "赵启明", "校长", time(11, 52)),
            _signer(Side.GROUP, "周文", "组长", time(11, 53)),
            _signer(Side.GROUP, "王强", "财务专家", time(11, 54)),
        ),
        agreed=False,
    ),
)

REFUSED_NOTICE = replace(
    SHEET_NOTICE,
    signed=OnScreen(
        over="7f3a19c25e08b41d6a90" + "0" * 44,
        signers=(
            _signer(Side.WITNESS, "孙丽", "城关镇教育办主任", time(11, 52)),
            _signer(Side.GROUP, "周文", "组长", time(11, 53)),
        ),
        refusal=Refusal("负责人称须先向上级请示，不愿签名", DAY, ("孙丽（城关镇教育办主任）",)),
    ),
)

INKS = {writing(name).sha256: writing(name) for name in ("赵启明", "周文", "王强", "孙丽")}

FILED_NOTICE = replace(SHEET_NOTICE, filed_under="教育收费专项检查问题", copies_to="庐川县纪委监委驻县教育局纪检监察组")

OPINION = SupervisionOpinion(
    authority="庐川县人民政府教育督导室",
    prefix="庐政教督",
    year=2026,
    serial=8,
    school=SCHOOL,
    announced_on=date(2026, 9, 1),
    day=DAY,
    fed_back_on=date(2026, 9, 9),
    supervisors=("周文", "李敏", "王强"),
    plan="庐川县2026年教育收费专项督导方案",
    evaluation=(
        "学校重视收费管理，建立了收费项目审核和票据领用制度，课后服务按规定在校内公示。",
        "公示更新不及时，代收费票据使用不规范，家长自愿选择程序有待健全。",
    ),
    findings=FINDINGS[:2],
    measures=(
        replace(MEASURES[1], findings=(1,)),
        replace(MEASURES[2], findings=(2,)),
    ),
    total_fen=191_000,
    refunds=True,
    issued_on=date(2026, 9, 10),
    contact="陈洁",
    phone="0551-60000000",
)

ORDER = CorrectionOrder(
    bureau=BUREAU,
    prefix="庐教责改",
    year=2026,
    serial=3,
    party=Party("庐川县启明星培训学校有限公司", "91340100MA00000000", "钱进", "庐川县城关镇解放路88号三楼"),
    day=DAY,
    officers=(Inspector("周文", "组长", "皖A00010001"), Inspector("李敏", "", "皖A00010002")),
    enterprise=True,
    inspection_notice="庐教检通〔2026〕1号",
    findings=(
        Finding(
            "收费项目和标准未公示",
            "2026年9月8日14时5分，你单位前台和网站均未公示培训项目、收费标准和退费办法。",
            citations=("《中华人民共和国民办教育促进法》第三十八条",),
            evidence=(1, 2),
        ),
    ),
    ordered_under=("《中华人民共和国行政处罚法》第二十八条",),
    measures=(
        Measure(
            "在办学场所和网站公示培训项目、收费标准和退费办法", MeasureKind.LIMITED, (1,), "钱进", date(2026, 9, 15), 5
        ),
    ),
    report_office="校外教育培训监管科",
    issued_on=DAY,
    contact="陈洁",
    phone="0551-60000000",
)
