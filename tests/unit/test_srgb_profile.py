"""The colour profile that documents carry: made from the published numbers of sRGB, the same file for ever."""

from struct import pack

from xunjian.paths import resource

MADE = (2026, 9, 1, 0, 0, 0)
POINTS = 1024
# IEC 61966-2-1 with its white adapted from D65 to D50 (Bradford), as ICC profiles keep it.
PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
WHITE = (0.9642, 1.0, 0.8249)
NAME = "sRGB IEC61966-2.1"
RIGHTS = "No copyright, use freely."


def fixed(value: float) -> bytes:
    return pack(">i", round(value * 65536))


def xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))


def linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def curve() -> bytes:
    values = (round(linear(point / (POINTS - 1)) * 65535) for point in range(POINTS))
    return b"curv\0\0\0\0" + pack(">I", POINTS) + b"".join(pack(">H", value) for value in values)


def description(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return b"desc\0\0\0\0" + pack(">I", len(raw)) + raw + bytes(4 + 4 + 2 + 1 + 67)


def profile() -> bytes:
    """Return an ICC profile of version 2.1 for a screen."""
    tags = {b"desc": description(NAME), b"cprt": b"text\0\0\0\0" + RIGHTS.encode() + b"\0", b"wtpt": xyz(WHITE)}
    tags |= {tag: xyz(values) for tag, values in PRIMARIES.items()}
    tags |= {tag: curve() for tag in (b"rTRC", b"gTRC", b"bTRC")}
    offset = 128 + 4 + 12 * len(tags)
    table, bodies, places = b"", b"", dict[bytes, int]()
    for tag, body in tags.items():
        if body not in places:
            places[body] = offset + len(bodies)
            bodies += body + bytes(-len(body) % 4)
        table += tag + pack(">II", places[body], len(body))
    size = offset + len(bodies)
    head = pack(">I4sI4s4s4s6H4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ", *MADE, b"acsp")
    head += bytes(28) + b"".join(map(fixed, WHITE))
    return head + bytes(128 - len(head)) + pack(">I", len(tags)) + table + bodies


def test_the_shipped_profile_is_srgb_and_holds_no_clock() -> None:
    assert resource("srgb.icc").read_bytes() == profile()
