"""An invented county to show the program on: its bureau, two groups, and where bureau and group disagree."""

from dataclasses import dataclass
from datetime import date

from xunjian.services.bureau.founding import NewBureau
from xunjian.services.bureau.teams import CampaignPlan

TODAY = date(2026, 9, 18)
BUREAU = NewBureau(
    "庐州区教育局", "庐教督改", region_code="340199", office="教育督导室", phone="0551-60000000", trial=True
)
CAMPAIGN = CampaignPlan(
    "2026年秋季教育收费专项检查",
    purpose="规范教育收费行为",
    plan_title="庐州区2026年秋季教育收费专项检查方案",
    starts_on=date(2026, 9, 14),
    ends_on=date(2026, 9, 30),
)


@dataclass(frozen=True)
class Group:
    """An invented group: where its workspace lies, its people, townships, numbers, and the visits it makes."""

    folder: str
    name: str
    members: tuple[str, ...]
    townships: tuple[str, ...]
    numbers: tuple[int, int]
    visits: tuple[str, ...]


FIRST = Group(
    "group1", "第一检查组", ("周文", "李敏", "王强"), ("城东",), (1, 30), ("长江路小学", "红星小学", "滨河小学")
)
SECOND = Group(
    "group2",
    "第二检查组",
    ("陈洁", "赵宁", "孙悦"),
    ("城西", "河口镇"),
    (31, 60),
    ("庐州区第二初级中学", "河口镇中心小学"),
)
DISPUTED, DISPUTED_ITEM = "滨河小学", "SF-07"
"""Where the bureau and the first group write different amounts; its notice waits until that is settled."""

IN_THE_FIELD, AT_THE_BUREAU = 645_00, 660_00
