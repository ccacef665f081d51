"""Groups enrolled, bundles carried, conflicts settled, all by command."""

import re
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli import COUNTY, SCHOOL, WATER, bureau, call, digest, group, ok, refused, visit_file


@dataclass(frozen=True)
class World:
    """A bureau and two laptops of its first group; the first has recorded a visit."""

    bureau: Path
    laptop: Path
    mate: Path
    visit: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    office = bureau(folder)
    laptop, mate = group(folder, office), group(folder, office, member="李敏")
    visit = ok(laptop, "visit", "record", visit_file(folder, [WATER]), "--json").data["visit"]
    return World(office, laptop, mate, visit)


@pytest.fixture
def world(made: World, tmp_path: Path) -> World:
    def copied(source: Path) -> Path:
        return Path(shutil.copytree(source, tmp_path / source.name))

    return World(copied(made.bureau), copied(made.laptop), copied(made.mate), made.visit)


def test_enrolment_tells_what_was_handed_out_and_the_laptop_has_it(world: World) -> None:
    assert [school["name"] for school in ok(world.laptop, "schools", "list", "--json").data] == [
        "红星小学",
        "长江路小学",
    ]
    assert ok(world.laptop, "schools", "list", "--search", "cjl", "--json").data[0]["name"] == "长江路小学"
    assert len(ok(world.laptop, "checklist", "list", "--json").data) == 7


def test_bad_enrolments_leave_everything(world: World, tmp_path: Path) -> None:
    before = digest(world.bureau)
    out = tmp_path / "x.xjgroup"
    create = ("enrol", "create", "--group", "第九检查组", "--member", "周文")
    for wrong, said in (
        (("--numbers", "many"), "“many”不是号段。"),
        (("--numbers", "20-50"), "号段 20–50 和已发的 11–20 有重号。"),
        (("--school", "1"), "没有标识码或名称是“1”的学校。"),
        (("--region", "月球"), "没有“月球”的学校。"),
        (("--member", "周文"), "成员里有重名的。"),
    ):
        assert refused(world.bureau, *create, *wrong, out)[0] == said
    assert refused(world.laptop, *create, out)[0] == "入组文件由局里做。"
    assert not out.exists()
    assert digest(world.bureau) == before


def test_a_region_is_handed_out_whole(world: World, tmp_path: Path) -> None:
    done = ok(
        world.bureau, "enrol", "create", "--group", "第三检查组", "--member", "丁一", "--numbers", "61-90",
        "--region", "新城", tmp_path / "3.xjgroup", "--json",
    ).data  # fmt: skip
    assert done["schools"] == 7
    assert [(seat["first"], seat["last"]) for seat in done["seats"]] == [(61, 70), (71, 80), (81, 90)]


def test_bad_joining_leaves_no_folder(world: World, tmp_path: Path) -> None:
    bundle = tmp_path / "a.xjb"
    ok(world.laptop, "bundle", "export", bundle)
    target = tmp_path / "new"
    assert "不是入组文件" in refused(target, "enrol", "join", bundle, "--member", "周文")[0]
    ok(world.bureau, "enrol", "create", "--group", "第一检查组", tmp_path / "g.xjgroup")
    assert "没有“张三”" in refused(target, "enrol", "join", tmp_path / "g.xjgroup", "--member", "张三")[0]
    assert not target.exists()


def test_a_bundle_is_looked_at_tried_merged_and_listed(world: World, tmp_path: Path) -> None:
    bundle = tmp_path / "组.xjb"
    exported = ok(world.laptop, "bundle", "export", bundle, "--json").data
    assert (exported["visits"], exported["findings"]) == (1, 1)
    assert ok(world.bureau, "bundle", "inspect", bundle, "--json").data["counts"]["visits"] == 1
    assert "第一检查组" in ok(world.bureau, "bundle", "inspect", bundle).out

    before = digest(world.bureau)
    tried = ok(world.bureau, "bundle", "merge", "--dry-run", bundle, "--json").data
    assert tried["results"][0]["merged"]["report"]["new_records"]["finding"] == 1
    assert digest(world.bureau) == before

    assert "来自" in ok(world.bureau, "bundle", "merge", bundle).out
    after = digest(world.bureau)
    assert after != before
    again = ok(world.bureau, "bundle", "merge", bundle, "--json").data["results"][0]["merged"]
    assert again["note"] == "这个包以前合过，内容相同，不用再合。"
    assert digest(world.bureau) == after
    assert ok(world.bureau, "bundle", "list", "--json").data[0]["sender"] == "第一检查组"


def test_bad_bundles_leave_everything(world: World, tmp_path: Path) -> None:
    bundle = tmp_path / "组.xjb"
    ok(world.laptop, "bundle", "export", bundle)
    content = bundle.read_bytes()
    place = len(content) // 4
    spoiled = {
        "断.xjb": (content[: len(content) // 2], "“断.xjb”不完整（可能没拷完）。"),
        "改.xjb": (content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :], "“改.xjb”"),
        "文.xjb": (b"just text, no bundle at all" * 9, "“文.xjb”不是巡检的数据包。"),
    }
    before = digest(world.bureau)
    for name, (bytes_, said) in spoiled.items():
        (tmp_path / name).write_bytes(bytes_)
        for command in (("bundle", "merge"), ("bundle", "merge", "--dry-run")):
            sentences = refused(world.bureau, *command, tmp_path / name)
            assert sentences[0].startswith(said)
            assert sentences[1] == "没有合入，本库没动。"
    assert "读不出来" in refused(world.bureau, "bundle", "inspect", tmp_path / "none.xjb")[0]
    assert digest(world.bureau) == before

    other = tmp_path / "other"
    ok(other, "init", "--bureau", "别的局", "--prefix", "别", "--test")
    assert "不是给这台机器的" in refused(other, "bundle", "merge", bundle)[0]


def test_a_bad_bundle_among_good_ones_is_named_and_the_others_are_merged(world: World, tmp_path: Path) -> None:
    good, bad = tmp_path / "好.xjb", tmp_path / "坏.xjb"
    ok(world.laptop, "bundle", "export", good)
    bad.write_bytes(good.read_bytes()[:-100])
    called = call(world.bureau, "bundle", "merge", bad, good)
    assert called.code == 4
    assert "“坏.xjb”不完整" in called.out
    assert ok(world.bureau, "visit", "list", "--json").data[0]["uid"] == world.visit
    called = call(world.bureau, "bundle", "merge", bad, bad, "--json")
    assert called.code == 1
    assert [bool(one["refused"]) for one in called.data["results"]] == [True, True]


def _clash(world: World, tmp_path: Path) -> str:
    """Let both laptops change one amount, merge both at the bureau, and return the conflict's id."""
    ok(world.laptop, "bundle", "export", tmp_path / "1.xjb")
    ok(world.mate, "bundle", "merge", tmp_path / "1.xjb")
    for laptop, amount in ((world.laptop, "645"), (world.mate, "660.50")):
        ok(laptop, "visit", "record", visit_file(tmp_path, [{**WATER, "amount": amount}]))
        ok(laptop, "bundle", "export", tmp_path / f"{amount}.xjb")
    ok(world.bureau, "bundle", "merge", tmp_path / "645.xjb", tmp_path / "660.50.xjb")
    (found,) = ok(world.bureau, "conflicts", "list", "--json").data
    return str(found["id"])


def test_a_conflict_is_listed_shown_settled_and_the_laptops_hear_of_it(world: World, tmp_path: Path) -> None:
    name = _clash(world, tmp_path)
    listed = ok(world.bureau, "conflicts", "list").out
    assert "长江路小学 2026-09-16 SF-07" in listed
    assert "问题 金额" in listed
    assert "¥645.00" in listed
    assert "¥660.50" in listed
    shown = ok(world.bureau, "conflicts", "show", name[:8], "--json").data
    assert sorted(side["value"]["amount"] for side in shown["sides"]) == [64_500, 66_050]
    assert {"周文", "李敏"} <= set(ok(world.bureau, "conflicts", "show", name).out.split())

    before = digest(world.bureau)
    why = ("--reason", "已核对")
    assert refused(world.bureau, "conflicts", "resolve", name, "--take", "zzz", *why)[0] == "没有“zzz”这一方。"
    assert refused(world.bureau, "conflicts", "resolve", name, "--value", "{", *why)[0] == "--value 不是 JSON。"
    assert refused(world.bureau, "conflicts", "resolve", name, "--value", '"x"', *why)[0] == "这个值填不进这一栏。"
    assert refused(world.bureau, "conflicts", "resolve", name, "--value", "1", "--reason", " ")[0].startswith(
        "要写为什么"
    )
    assert refused(world.bureau, "conflicts", "resolve", "nothing", "--value", "1", *why)[0].startswith("没有编号")
    assert call(world.bureau, "conflicts", "resolve", name, *why).code == 2
    assert digest(world.bureau) == before

    key = next(side["key"] for side in shown["sides"] if side["value"]["amount"] == 66_050)
    assert "¥660.50" in ok(world.bureau, "conflicts", "resolve", name, "--take", key, *why).out
    assert ok(world.bureau, "conflicts", "list").out.strip() == "没有两组填得不一样的地方。"
    ok(world.bureau, "bundle", "task", "--group", "第一检查组", tmp_path / "task.xjb")
    for laptop in (world.laptop, world.mate):
        ok(laptop, "bundle", "merge", tmp_path / "task.xjb")
        (finding,) = ok(laptop, "visit", "show", world.visit, "--json").data["findings"]
        assert finding["amount"] == 66_050
    assert digest(world.laptop) == digest(world.mate)


def test_a_conflict_may_get_a_third_value(world: World, tmp_path: Path) -> None:
    name = _clash(world, tmp_path)
    value = '{"amount": 65000, "amount_basis": null}'
    ok(world.bureau, "conflicts", "resolve", name, "--value", value, "--reason", "按票据")
    assert ok(world.bureau, "visit", "show", world.visit, "--json").data["findings"][0]["amount"] == 65_000


def test_a_visit_in_conflict_is_not_issued(world: World, tmp_path: Path) -> None:
    _clash(world, tmp_path)
    ok(world.laptop, "bundle", "merge", tmp_path / "660.50.xjb")
    hint = refused(world.laptop, "notice", "issue", world.visit, "--pdf", tmp_path / "a.pdf", "--reason", "只查一项")[2]
    assert "金额两组填得不一样" in hint


def test_check_finds_what_was_tampered_with(world: World) -> None:
    told = ok(world.laptop, "check", "--deep", "--json").data
    assert told["whole"]
    assert told["counts"]["findings"] == 1
    before = digest(world.laptop)
    assert ok(world.laptop, "check", "--deep", "--json").data["digest"] == before == digest(world.laptop)
    with sqlite3.connect(world.laptop / "xunjian.db") as connection:
        connection.execute(
            "UPDATE log_operation SET val = '\"x\"' WHERE op_id = (SELECT max(op_id) FROM log_operation)"
        )
    connection.close()
    called = call(world.laptop, "check", "--deep")
    assert called.code == 1
    assert called.err.startswith("工作库有损坏：")
    assert len(called.err.strip().splitlines()) == 3


def test_a_workspace_of_a_newer_program_is_refused_untouched(world: World, tmp_path: Path) -> None:
    path = world.laptop / "xunjian.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = path.read_bytes()
    for command in (("visit", "list"), ("visit", "record", tmp_path / "x.json"), ("check",)):
        assert refused(world.laptop, *command)[:2] == ["这个工作库是新版程序建的，这一版打不开。", "工作库没有动。"]
    assert path.read_bytes() == before


def test_a_check_mends_nothing_behind_peoples_backs(world: World) -> None:
    with sqlite3.connect(world.laptop / "xunjian.db") as connection:
        connection.execute("UPDATE finding SET people = 7")
        connection.execute("DELETE FROM log_dirty")
    connection.close()
    for _ in range(2):
        assert call(world.laptop, "check", "--deep", "--json").data["faults"] == ["表里的内容与改动记录对不上。"]


def test_an_import_is_taken_back_by_its_number_after_a_look(world: World, tmp_path: Path) -> None:
    before = digest(world.bureau)
    for name in ("第一次.xjb", "第二次.xjb"):
        ok(world.laptop, "bundle", "export", tmp_path / name)
        ok(world.bureau, "bundle", "merge", tmp_path / name)
    after = digest(world.bureau)
    assert after != before
    tried = ok(world.bureau, "bundle", "undo", "1", "--dry-run")
    assert digest(world.bureau) == after
    assert "会撤回    第 1 次合包（第一检查组）" in tried.out
    assert "一起撤回  同一来源之后的第 2 次" in tried.out
    done = ok(world.bureau, "bundle", "undo", "1")
    assert done.out == tried.out.replace("会撤回", "已撤回")
    assert "下次交来的包就会把它们带回来" in done.out
    assert digest(world.bureau) == before
    assert all(line["retracted_at"] for line in ok(world.bureau, "bundle", "list", "--json").data)
    assert refused(world.bureau, "bundle", "undo", "1")[0] == "第 1 次合包已经撤回过。"
    assert refused(world.laptop, "bundle", "undo", "1")[0] == "入组文件不能撤回。"
    ok(world.bureau, "bundle", "merge", tmp_path / "第二次.xjb")
    assert digest(world.bureau) == after


def test_a_laptop_tells_its_numbers_and_takes_a_word_for_the_last_one(world: World) -> None:
    assert "下一份    庐教督改〔2026〕1号" in ok(world.laptop, "numbers", "show").out
    assert ok(world.laptop, "numbers", "confirm", "4", "--json").data["following"]["number"] == 5
    shown = ok(world.laptop, "numbers", "show", "--json").data
    assert (shown["following"]["number"], shown["left"], shown["unsure"]) == (5, 6, False)
    assert refused(world.laptop, "numbers", "confirm", "11")[0] == "11 不在本机的号段里。"


def test_check_words_are_the_same_at_the_bureau_and_on_the_laptop(world: World, tmp_path: Path) -> None:
    file = tmp_path / "g.xjgroup"
    words = ok(world.bureau, "enrol", "create", "--group", "第一检查组", file, "--json").data["words"]
    assert len(words) == 6
    assert ok(tmp_path / "nowhere", "bundle", "inspect", file, "--json").data["words"] == words
    joined = ok(tmp_path / "new", "enrol", "join", file, "--member", "李敏")
    assert " ".join(words) in joined.out


def test_an_expired_file_and_a_file_for_another_bureau_do_not_join(world: World, tmp_path: Path) -> None:
    file = tmp_path / "g.xjgroup"
    ok(world.bureau, "enrol", "create", "--group", "第一检查组", "--until", "2026-09-17", file)
    assert refused(tmp_path / "new", "enrol", "join", file, "--member", "李敏") == [
        "这个入组文件 2026年09月17日 已经过期。",
        "什么都没有改。",
        "请向局里要新的入组文件。",
    ]
    assert not (tmp_path / "new").exists()
    other = tmp_path / "other"
    ok(other, "init", "--bureau", "肥东县教育局", "--prefix", "肥", "--test")
    ok(other, "enrol", "create", "--group", "甲组", "--member", "丁一", "--school", _school(other), file)
    before = digest(world.laptop)
    assert refused(world.laptop, "enrol", "join", file, "--member", "丁一")[0] == (
        "这个入组文件是“肥东县教育局”的，和本机不一致。"
    )
    assert digest(world.laptop) == before


def _school(data: Path) -> str:
    ok(data, "schools", "import", COUNTY)
    return SCHOOL


def test_a_bundle_of_a_stopped_laptop_waits_and_is_admitted_or_dropped(world: World, tmp_path: Path) -> None:
    bundle = tmp_path / "组.xjb"
    ok(world.laptop, "bundle", "export", bundle)
    ok(world.bureau, "bundle", "merge", bundle)
    before = digest(world.bureau)
    ok(world.laptop, "visit", "record", visit_file(tmp_path, [{**WATER, "amount": "645"}]))
    ok(world.laptop, "bundle", "export", bundle)
    (enrolled,) = ok(world.bureau, "enrol", "list", "--json").data
    assert "在用" in ok(world.bureau, "enrol", "list").out
    ok(world.bureau, "enrol", "revoke", enrolled["laptops"][0]["key"][:8])
    assert "停用" in ok(world.bureau, "enrol", "list").out

    for _ in range(2):
        assert "要局里的人先看：这台电脑已经停用" in refused(world.bureau, "bundle", "merge", bundle)[0]
    assert digest(world.bureau) == before
    (held,) = ok(world.bureau, "bundle", "held", "list", "--json").data
    assert "停用" in ok(world.bureau, "bundle", "held", "list").out
    ok(world.bureau, "bundle", "held", "drop", held["id"])
    assert ok(world.bureau, "bundle", "held", "list").out.strip() == "没有等着看的包。"
    assert list((world.bureau / "held").iterdir()) == []

    number = call(world.bureau, "bundle", "merge", bundle, bundle, "--json").data["results"][0]["refused"]["held"]
    shown = ok(world.bureau, "bundle", "held", "show", number, "--json").data
    assert shown["objection"] == "这台电脑已经停用"
    assert digest(world.bureau) == before
    assert "已收下" in ok(world.bureau, "bundle", "held", "admit", number).out
    assert digest(world.bureau) != before
    assert "没有第" in refused(world.bureau, "bundle", "held", "admit", number)[0]


def test_the_passphrase_the_recovery_key_and_its_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, sheet, out = tmp_path / "局", tmp_path / "恢复.pdf", tmp_path / "a.xjb"
    names = ("--bureau", "庐州区教育局", "--prefix", "庐教督改")
    monkeypatch.delenv("XUNJIAN_PASSPHRASE", raising=False)
    assert refused(data, "init", *names)[0] == "要输给局里的密钥设一个口令。"
    monkeypatch.setenv("XUNJIAN_PASSPHRASE", "太短")
    assert refused(data, "init", *names)[0] == "口令至少 8 个字。"
    assert not data.exists()
    monkeypatch.setenv("XUNJIAN_PASSPHRASE", "山里的桃花开得晚")
    ok(data, "init", *names, "--sheet", sheet)
    text = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True).stdout
    recovery = "".join(re.findall(r"\b[0-9A-Z]{4}\b|\b[0-9A-Z]{2}\b", text))
    assert len(recovery) == 58
    assert "庐州区教育局" in text.replace(" ", "")
    ok(data, "bundle", "export", out)

    monkeypatch.setenv("XUNJIAN_PASSPHRASE", "山里的桃花开得早")
    assert refused(data, "bundle", "export", out)[0] == "口令不对。"
    monkeypatch.setenv("XUNJIAN_RECOVERY", recovery.lower())
    monkeypatch.setenv("XUNJIAN_NEW_PASSPHRASE", "山里的桃花开得早")
    ok(data, "keys", "trial")
    ok(data, "keys", "passphrase")
    ok(data, "bundle", "export", out)
    assert "上次试开" in ok(data, "keys", "show").out
    monkeypatch.setenv("XUNJIAN_RECOVERY", ("Q" if recovery[5] != "Q" else "P").join((recovery[:5], recovery[6:])))
    assert refused(data, "keys", "trial")[0] == "恢复密钥输得不对。"
