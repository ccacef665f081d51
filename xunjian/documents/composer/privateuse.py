"""Characters that older Chinese systems kept in the private use area, because Unicode had no place for them yet.

GB 18030-2000 sent 80 hanzi parts and rare characters of GBK (rows A8, A9 and FE) to U+E7C7 … U+E864. Each has a place
of its own now (GB 18030-2022, Unicode 3.0 to 5.2). What a single maker put elsewhere in the area nobody can read.
"""

_ASSIGNED_LATER = {
    # GB 18030-2022, changes against the edition of 2005: code points that Unicode 3.1 to 5.1 assigned.
    0xE7C7: 0x1E3F,
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
    # The vertical forms of marks, from row A6.
    0xE78D: 0xFE10,
    0xE78E: 0xFE12,
    0xE78F: 0xFE11,
    **{0xE790 + place: 0xFE13 + place for place in range(7)},
}


def _row_fe() -> dict[int, int]:
    """Return the characters of FE50 … FEA0, which stood at U+E815 … U+E864, as Python's own table has them now."""
    seconds = [second for second in range(0x50, 0xA1) if second != 0x7F]
    now = [ord(bytes([0xFE, second]).decode("gb18030")) for second in seconds]
    return dict(zip(range(0xE815, 0xE865), now, strict=True))


UNICODE_OF = {0xE7C8: 0x01F9, **{0xE7E7 + place: point for place, point in enumerate([0x303E, *range(0x2FF0, 0x2FFC)])}}
"""The code point of today for one of the private use area."""
UNICODE_OF |= _row_fe() | _ASSIGNED_LATER
