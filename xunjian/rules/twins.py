"""Records that turned out to be the same thing, each naming the one that it is the same as."""

from collections.abc import Iterator, Mapping


def standing(links: Mapping[str, str]) -> dict[str, str]:
    """Return, for every record that names another, the one that stands for both: where the chain ends.

    A chain that runs into a ring ends at the smallest name of the ring, on every machine the same.
    """
    ends: dict[str, str] = {}
    for start in links:
        path = _path(links, start, ends)
        last = path[-1]
        end = ends.get(last) or (min(path[path.index(links[last]) :]) if last in links else last)
        ends |= dict.fromkeys((one for one in path if one in links), end)
    return {one: end for one, end in ends.items() if one != end}


def _path(links: Mapping[str, str], start: str, known: Mapping[str, str]) -> list[str]:
    """Return the records from `start` on, up to one that ends the chain, closes a ring, or is known already."""
    path, seen = [start], {start}
    while path[-1] in links and path[-1] not in known and links[path[-1]] not in seen:
        path.append(links[path[-1]])
        seen.add(path[-1])
    return path


def rings(links: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield every ring once, from its smallest name on; one that names itself is a ring as well."""
    done: set[str] = set()
    for start in sorted(links):
        path = _path(links, start, {})
        if path[-1] in links:
            ring = path[path.index(links[path[-1]]) :]
            if not done & set(ring):
                done |= set(ring)
                turn = ring.index(min(ring))
                yield tuple(ring[turn:] + ring[:turn])
