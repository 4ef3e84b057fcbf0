"""Two texts that were made of one: brought together line by line, so that no line of either is lost."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Lines = Sequence[str]


def merged(base: str, mine: str, theirs: str) -> str:
    """The base with the changes of both. Where they changed the same lines, theirs come first and mine behind them."""
    old, own, other = base.splitlines(), mine.splitlines(), theirs.splitlines()
    out: list[str] = []
    i = j = k = 0
    for at, at_own, at_other, size in _unchanged(old, own, other):
        out += _both(old[i:at], own[j:at_own], other[k:at_other])
        out += old[at : at + size]
        i, j, k = at + size, at_own + size, at_other + size
    return "\n".join(out)


def _unchanged(old: Lines, own: Lines, other: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Where lines are the same in all three, and how many; at last the end."""
    ones = SequenceMatcher(None, old, own).get_matching_blocks()
    others = SequenceMatcher(None, old, other).get_matching_blocks()
    n = m = 0
    while n < len(ones) and m < len(others):
        ours, another = ones[n], others[m]
        start = max(ours.a, another.a)
        end = min(ours.a + ours.size, another.a + another.size)
        if start < end:
            yield start, ours.b + start - ours.a, another.b + start - another.a, end - start
        if ours.a + ours.size < another.a + another.size:
            n += 1
        else:
            m += 1
    yield len(old), len(own), len(other), 0


def _both(old: Lines, own: Lines, other: Lines) -> Lines:
    if own in (old, other):
        return other
    if other == old:
        return own
    return [*other, *(line for line in own if line not in other and line not in old)]
