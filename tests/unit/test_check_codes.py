"""校验码: what is printed can be typed back, read aloud, scanned."""

from datetime import date

import pytest

from xunjian.documents.checkcode import Proof, differences, grouped, of_hash, read

PROOF = Proof("庐教督改〔2026〕12号", date(2026, 9, 8), "3401000001", b'{"school":"..."}')
CODE = of_hash("0a1b2c3d4e5f60718293" + "f" * 44)


def test_a_code_is_the_beginning_of_the_hash_of_the_content() -> None:
    # echo -n '{"school":"..."}' | sha256sum
    assert PROOF.code == "0E32598DEDF09CAB1DE5"


def test_a_code_is_printed_in_groups_of_four() -> None:
    assert grouped(CODE) == "0A1B 2C3D 4E5F 6071 8293"


@pytest.mark.parametrize(
    "typed",
    [
        "0A1B 2C3D 4E5F 6071 8293",
        "0a1b2c3d4e5f60718293",
        "  0a1b-2c3d-4e5f-6071-8293\n",
        "０Ａ１Ｂ　２Ｃ３Ｄ　４Ｅ５Ｆ　６０７１　８２９３",
        "校验码 0A1B 2C3D 4E5F 6071 8293",
        "校验码：0A1B2C3D4E5F60718293。",
        "OAlB 2C3D 4E5F 607I 8293",
        "0A1B 2C3D\n4E5F 6071 8293",
    ],
)
def test_people_may_type_a_code_as_they_like(typed: str) -> None:
    scanned = read(typed)
    assert scanned is not None
    assert scanned.code == CODE


@pytest.mark.parametrize(
    "typed", ["", "  ", "31", "〔2026〕31号", "0A1B 2C3D 4E5F 6071 829", "0A1B 2C3D 4E5F 6071 8293 5", "G" * 20]
)
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert read(typed) is None


def test_what_a_phone_scans_is_read_whole() -> None:
    scanned = read(PROOF.qr_text)
    assert scanned is not None
    assert (scanned.number, scanned.dated, scanned.school_code) == ("庐教督改〔2026〕12号", "2026-09-08", "3401000001")
    assert scanned.code == PROOF.code


def test_a_slip_of_the_pen_is_one_place() -> None:
    assert differences("0A1B", "0A7B") == 1
