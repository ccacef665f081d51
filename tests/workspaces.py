"""Workspaces to test on: an invented district with schools, a team of three, and a block of numbers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xunjian import settings
from xunjian.db.schema.paper import NumberBlock
from xunjian.db.schema.reference import Campaign, Person, School, Team, TeamMember
from xunjian.db.uids import new_uid
from xunjian.services import schools
from xunjian.services.bureau.founding import NOTICE, NewBureau, found_bureau
from xunjian.services.bureau.handbook import Handbook, read
from xunjian.settings import Name
from xunjian.workspace import Workspace

TODAY = date(2026, 11, 24)
PEOPLE = ("李敏", "王强", "陈洁")
# fmt: off
SCHOOLS = (
    ("长江路小学", "城东", "211", "public"), ("庐州区实验小学", "城东", "211", "public"),
    ("红星小学", "城东", "211", "public"), ("育才中学", "城东", "341", "public"),
    ("东风路九年一贯制学校", "城东", "312", "public"), ("志远高级中学（民办）", "城西", "342", "private"),
    ("新苗幼儿园（民办）", "城西", "111", "private"), ("滨河小学", "城西", "211", "public"),
)
# fmt: on


@dataclass(frozen=True)
class Scene:
    """A group's workspace and the uids that tests need."""

    workspace: Workspace
    handbook: Handbook
    team: str
    people: tuple[str, ...]
    schools: dict[str, str]
    """Uid by name."""


def group_scene(folder: Path) -> Scene:
    """Make a group's workspace with schools, people and numbers 31 to 40; its first member acts."""
    workspace = found_bureau(
        folder,
        NewBureau("庐州区教育局", "庐教督改", "340199", office="教育督导室", phone="0551-6255 0177", trial=True),
    )
    people, team, campaign = tuple(new_uid() for _ in PEOPLE), new_uid(), new_uid()
    uids = {name: new_uid() for name, *_ in SCHOOLS}
    with workspace.store.write() as session:
        session.add_all(
            Person(uid=uid, name=name, unit="庐州区教育局") for uid, name in zip(people, PEOPLE, strict=True)
        )
        session.add(
            Campaign(
                uid=campaign,
                name="秋季教育收费专项",
                kind="special",
                purpose="规范教育收费行为",
                plan_title="庐州区2026年秋季教育收费专项检查方案",
            )
        )
        session.add(Team(uid=team, campaign=campaign, number=3, name="第三检查组"))
        session.add_all(
            TeamMember(
                uid=new_uid(), team=team, person=uid, role="member" if rank else "leader", rank=rank, deleted=False
            )
            for rank, uid in enumerate(people)
        )
        session.add(NumberBlock(uid=new_uid(), team=team, seat=1, kind=NOTICE, year=2026, first=31, last=40))
        for number, (name, township, school_type, ownership) in enumerate(SCHOOLS):
            session.add(
                School(
                    uid=uids[name],
                    code=f"21340102{number:02d}",
                    name=name,
                    region_name="庐州区",
                    township=township,
                    school_type=school_type,
                    ownership=ownership,
                    principal="何静",
                    phone="6255 0177",
                    students=1186,
                    classes=28,
                )
            )
        session.flush()
        schools.refresh_search(session)
        for setting, value in {Name.ROLE: "group", Name.TEAM: team, Name.SEAT: "1", Name.PERSON: people[0]}.items():
            settings.put(session, setting, value)
    workspace.close()
    workspace = Workspace.open(folder)
    with workspace.store.read() as session:
        return Scene(workspace, read(session), team, people, uids)
