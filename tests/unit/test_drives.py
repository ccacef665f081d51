"""Which drives are sticks, as the system's files say; and none of them where the system does not answer."""

from pathlib import Path

from xunjian.services.handover import drives
from xunjian.services.handover.drives import Drive


def block(root: Path, name: str, real: str, *, removable: bool) -> None:
    """Make what Linux shows of a partition: a link to its place among the buses, beside the disk's own files."""
    place = root / "devices" / real
    place.mkdir(parents=True)
    (place / "partition").write_text("1\n")
    (place.parent / "removable").write_text(f"{int(removable)}\n")
    (root / "class").mkdir(exist_ok=True)
    (root / "class" / name).symlink_to(place)


def found(tmp_path: Path, mounts: str) -> list[Drive]:
    (tmp_path / "mounts").write_text(mounts)
    return drives._on_linux(tmp_path / "mounts", tmp_path / "class")


def test_a_stick_is_found_by_the_name_that_people_see(tmp_path: Path) -> None:
    stick = tmp_path / "media" / "我的 U盘"
    stick.mkdir(parents=True)
    block(tmp_path, "sdb1", "pci/usb1/1-2/sdb/sdb1", removable=True)
    block(tmp_path, "sda1", "pci/ata1/sda/sda1", removable=False)
    place = str(stick).replace(" ", "\\040")
    (one,) = found(tmp_path, f"/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n/dev/sdb1 {place} vfat rw,nosuid 0 0\n")
    assert (one.name, one.folder, one.writable) == ("我的 U盘", stick, True)
    assert 0 < one.free <= one.total


def test_a_disk_in_a_usb_case_is_one_and_a_card_too_and_a_read_only_one_says_so(tmp_path: Path) -> None:
    for name in ("case", "card"):
        (tmp_path / name).mkdir()
    block(tmp_path, "sdc1", "pci/usb2/2-1/sdc/sdc1", removable=False)
    block(tmp_path, "mmcblk0p1", "pci/mmc0/mmcblk0/mmcblk0p1", removable=True)
    lines = f"/dev/mmcblk0p1 {tmp_path}/card vfat ro,nosuid 0 0\n/dev/sdc1 {tmp_path}/case exfat rw 0 0\n"
    assert [(one.name, one.writable) for one in found(tmp_path, lines)] == [("card", False), ("case", True)]


def test_what_does_not_answer_is_no_drive(tmp_path: Path) -> None:
    block(tmp_path, "sdb1", "pci/usb1/1-2/sdb/sdb1", removable=True)
    assert found(tmp_path, f"/dev/sdb1 {tmp_path}/gone vfat rw 0 0\n/dev/sdz9 {tmp_path} vfat rw 0 0\n") == []
    assert drives._on_linux(tmp_path / "no such file", tmp_path) == []


def test_a_path_is_on_the_drive_that_holds_it(tmp_path: Path) -> None:
    stick = Drive(tmp_path / "stick", "U", 1, 2)
    assert drives.is_on(tmp_path / "stick" / "备份", [stick]) is stick
    assert drives.is_on(tmp_path / "sticky", [stick]) is None
