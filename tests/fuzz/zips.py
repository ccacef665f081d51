"""A ZIP written header by header, so that any field of it can be wrong."""

import random
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from tests.fuzz.strange import scrambled

LOCAL, CENTRAL, END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s4B4H3I5H2I"), struct.Struct("<4s4H2IH")
UTF8_NAME = 0x800

_ODD = (0, 1, 2, 8, 9, 12, 14, 20, 45, 63, 99, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)
_ODD_LONG = (*_ODD, 2**16, 2**24, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)


@dataclass
class Member:
    """A file of the ZIP; `local` and `central` are fields of its two headers that differ from what is right."""

    name: bytes
    content: bytes
    deflated: bool = False
    local: dict[int, int] = field(default_factory=dict)
    central: dict[int, int] = field(default_factory=dict)
    local_name: bytes | None = None
    extra: bytes = b""
    """In the list of files."""
    local_extra: bytes = b""


@dataclass
class Archive:
    """Members, and what stands around them."""

    members: list[Member]
    before: bytes = b""
    between: bytes = b""
    """Ahead of the list of files."""
    after: bytes = b""
    comment: bytes = b""
    end: dict[int, int] = field(default_factory=dict)

    def written(self) -> bytes:
        """Return its bytes."""
        parts, listed, place = [self.before], [], len(self.before)
        for member in self.members:
            header, packed = _local(member)
            listed.append(_central(member, len(packed), place))
            parts += [header, packed]
            place += len(header) + len(packed)
        parts.append(self.between)
        size, place = sum(map(len, listed)), place + len(self.between)
        count = min(len(listed), 0xFFFF)
        end = _changed((b"PK\5\6", 0, 0, count, count, size, place, len(self.comment)), self.end, END)
        return b"".join([*parts, *listed, end, self.comment, self.after])


def _packed(member: Member) -> bytes:
    if not member.deflated:
        return member.content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(member.content) + packer.flush()


def _flags(name: bytes) -> int:
    return 0 if name.isascii() else UTF8_NAME


def _local(member: Member) -> tuple[bytes, bytes]:
    packed, name = _packed(member), member.name if member.local_name is None else member.local_name
    values = (
        b"PK\3\4", 20, _flags(name), 8 if member.deflated else 0, 0, 0x5B32,
        zlib.crc32(member.content), len(packed), len(member.content), len(name), len(member.local_extra),
    )  # fmt: skip
    return _changed(values, member.local, LOCAL) + name + member.local_extra, packed


def _central(member: Member, packed: int, place: int) -> bytes:
    values = (
        b"PK\1\2", 20, 3, 20, 0, _flags(member.name), 8 if member.deflated else 0, 0, 0x5B32,
        zlib.crc32(member.content), packed, len(member.content), len(member.name), len(member.extra),
        0, 0, 0, 0o100644 << 16, place,
    )  # fmt: skip
    return _changed(values, member.central, CENTRAL) + member.name + member.extra


_LARGEST = {"B": 0xFF, "H": 0xFFFF, "I": 0xFFFFFFFF}


@cache
def _limits(form: struct.Struct) -> tuple[int, ...]:
    """Return the largest value of each number in a header; the signature in front is none."""
    return tuple(
        _LARGEST[code] for count, code in re.findall(r"(\d*)([BHI])", form.format[3:]) for _ in range(int(count or 1))
    )


def _changed(values: tuple[bytes | int, ...], changed: dict[int, int], form: struct.Struct) -> bytes:
    if not changed:
        return form.pack(*values)
    signature, *numbers = values
    odd = (changed.get(place, number) for place, number in enumerate(numbers, start=1))
    return form.pack(signature, *(int(number) & limit for number, limit in zip(odd, _limits(form), strict=True)))


def _zip64(chance: random.Random) -> bytes:
    numbers = [chance.choice((0, 100, 2**32, 2**63, 2**64 - 1)) for _ in range(chance.randrange(5))]
    body = b"".join(struct.pack("<Q", number) for number in numbers)
    return struct.pack("<HH", 1, chance.choice((len(body), len(body), 8, 0xFFFF))) + body


def broken(members: Sequence[Member], chance: random.Random) -> bytes:
    """Return a ZIP of these members with one to three things wrong in its structure."""
    archive = Archive([Member(one.name, one.content, one.deflated) for one in members])
    for _ in range(chance.choice((1, 1, 2, 3))):
        _break(archive, chance)
    return archive.written()


def _break(archive: Archive, chance: random.Random) -> None:
    members = archive.members
    if not members:
        return
    member = chance.choice(members)
    kind = chance.randrange(22)
    if kind >= 20:
        member.content = scrambled(member.content, chance)
    elif kind < 5:
        member.central[chance.randrange(1, 19)] = chance.choice(_ODD_LONG)
    elif kind < 8:
        member.local[chance.randrange(1, 11)] = chance.choice(_ODD_LONG)
    elif kind < 10:
        archive.end[chance.randrange(1, 8)] = chance.choice(_ODD_LONG)
    elif kind < 12:
        _break_order(members, member, chance)
    elif kind < 15:
        _break_name(member, chance)
    else:
        _break_around(archive, member, kind, chance)


def _break_order(members: list[Member], member: Member, chance: random.Random) -> None:
    match chance.randrange(4):
        case 0:
            members.remove(member)
        case 1:
            members.insert(chance.randrange(len(members) + 1), member)
        case 2:
            chance.shuffle(members)
        case _:
            name = chance.choice((b"evil", b"blobs/" + b"0" * 64, b"ops.jsonl", b"manifest.json", b"../evil", b"a/"))
            members.insert(chance.randrange(len(members) + 1), Member(name, chance.choice((b"", b"x", member.content))))


def _break_name(member: Member, chance: random.Random) -> None:
    name = chance.choice(
        (member.name + b"\0", b"\0" + member.name, member.name.upper(), b"./" + member.name, member.name + b"/", b"",
         member.name.replace(b"/", b"\\"), b"\xff" + member.name, member.name + "长".encode(), b"x" * 5_000)
    )  # fmt: skip
    if chance.random() < 0.5:
        member.local_name = name
    else:
        member.name = name


def _break_around(archive: Archive, member: Member, kind: int, chance: random.Random) -> None:
    odd = chance.choice((b"", b"\0", b"PK\5\6", b"PK\6\7" + bytes(16), b"x" * 70_000, bytes(22)))
    match kind:
        case 15:
            member.extra, member.local_extra = _zip64(chance), chance.choice((b"", _zip64(chance)))
            member.central[chance.choice((10, 11, 18))] = 2**32 - 1
        case 16:
            member.deflated = not member.deflated
        case 17:
            archive.before, archive.between = chance.choice(((odd, b""), (b"", odd)))
        case 18:
            archive.after = odd
        case _:
            archive.comment = odd[:0xFFFF]
