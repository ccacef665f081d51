"""Keys, certificates, check words: what they say yes to, and what not."""

import hashlib

import pytest
from pypinyin import lazy_pinyin

from xunjian.bundle import keys
from xunjian.bundle.checkwords import WORDS, check_words
from xunjian.bundle.keys import BureauCard, Certificate, GroupCard, Signer
from xunjian.files import safe_name
from xunjian.paths import resource

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
ENROLMENT = "6f1e0c51-53b0-4f7e-8ed7-0a3f7a5b1c2d"
TEAM = "4f1c9d1a-8a53-4ed1-93bb-6f5b7c2c9a01"


def test_the_word_list_is_final() -> None:
    """Another list, or another order, would show other words on machines of another version."""
    text = resource("check-words.txt").read_text(encoding="utf-8")
    assert hashlib.sha256("".join(text.split()).encode()).hexdigest() == (
        "319e74838ff3388a4c78e85bf3d74ca3aff6c63b1a20b41f94d01bd2a3b3adf4"
    )
    assert check_words(bytes(32)) == ("土豆", "灯塔", "楼梯", "裤子", "围棋", "螃蟹")


def test_no_two_words_sound_alike() -> None:
    words = resource("check-words.txt").read_text(encoding="utf-8").split()
    assert len(words) == 256
    assert all(len(word) == 2 for word in words)
    assert len({"".join(lazy_pinyin(word)) for word in words}) == 256


def test_check_words_differ_with_a_single_bit() -> None:
    first, second = check_words(bytes(32)), check_words(bytes(31) + b"\1")
    assert len(first) == WORDS == 6
    assert sum(one == other for one, other in zip(first, second, strict=True)) < 3


def test_a_signature_holds_for_its_message_and_its_key_alone() -> None:
    signer, other = Signer.new(), Signer.new()
    signature = signer.sign(b"text")
    assert keys.verify(signer.key, signature, b"text")
    assert not keys.verify(signer.key, signature, b"Text")
    assert not keys.verify(other.key, signature, b"text")
    assert not keys.verify(signer.key, signature[:-1], b"text")
    assert not keys.verify("zz", signature, b"text")


def test_a_certificate_covers_one_laptop_of_one_group_of_one_bureau() -> None:
    bureau, joining, laptop = Signer.new(), Signer.new(), Signer.new()
    recipient = keys.recipient_of(keys.new_identity())
    card = BureauCard(bureau.key, recipient, recipient)
    bare = GroupCard(ENROLMENT, TEAM, recipient, joining.key)
    group = GroupCard(ENROLMENT, TEAM, recipient, joining.key, bureau.sign(bare.message(BUREAU)).hex())
    assert group.is_of(BUREAU, card)
    assert not group.is_of(TEAM, card)
    assert not group.is_of(BUREAU, BureauCard(joining.key, recipient, recipient))
    assert not GroupCard(ENROLMENT, BUREAU, recipient, joining.key, group.signature).is_of(BUREAU, card)
    certificate = Certificate.issue(group, joining, laptop.key)
    assert certificate.covers(laptop.key)
    assert not certificate.covers(bureau.key)
    assert not Certificate.issue(group, laptop, laptop.key).covers(laptop.key)


def test_secrets_open_for_their_owner_only() -> None:
    identity = keys.new_identity()
    handed = keys.hand_to(b"secret", keys.recipient_of(identity))
    assert "secret" not in handed
    assert keys.take_from(handed, identity) == b"secret"
    assert keys.take_from(handed, keys.new_identity()) is None
    assert keys.take_from("nonsense", identity) is None
    locked = keys.lock(b"secret", "山里的桃花开得晚")
    assert keys.unlock(locked, "山里的桃花开得晚") == b"secret"
    assert keys.unlock(locked, "山里的桃花开得早") is None
    with pytest.raises(ValueError, match="no age key"):
        keys.recipient_of("AGE-SECRET-KEY-1QQQ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("长江路小学", "长江路小学"),
        ("庐教督改〔2026〕31号 长江路小学", "庐教督改〔2026〕31号_长江路小学"),
        ("../../etc/passwd", "etc_passwd"),
        ('a<b>c:d"e|f?g*h\\i/j\x00k', "a_b_c_d_e_f_g_h_i_j_k"),
        ("   ", "未命名"),
        ("...", "未命名"),
        ("长" * 300, "长" * 80),
    ],
)
def test_names_of_files_are_safe_on_every_system(text: str, name: str) -> None:
    assert safe_name(text) == name
