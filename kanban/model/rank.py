"""Order within a column: short strings that sort, with room between any two of them.

Base-62 fractions without a leading `0.`, never ending in the lowest digit, so that one always fits between two
others. The idea is fractional indexing (D. Greenspan, 2017); the code is our own.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(DIGITS)
_STEP = 62 * 62
"""How far from the end a new first or last card is set, so that ranks at the ends stay short."""
_WIDTH = 8


def between(low: str | None, high: str | None) -> str:
    """A rank above `low` and below `high`; None is the open end.

    Raises ValueError unless low < high.
    """
    if low is None and high is None:
        return _number(_BASE**_WIDTH // 2)
    if low is not None and high is not None:
        if low >= high:
            raise ValueError(f"no rank fits between {low!r} and {high!r}")
        return _middle(low, high)
    if high is None:
        assert low is not None
        head = _value(low) + _STEP
        return _number(head) if head < _BASE**_WIDTH else _middle(low, "")
    head = _value(high) - _STEP
    return _number(head) if head > 0 else _middle("", high)


def series(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` rising ranks between `low` and `high`."""
    if count <= 0:
        return []
    if low is None or high is None:
        out: list[str] = []
        for _ in range(count):
            edge = out[-1] if out else None
            out.append(between(edge or low, None) if high is None else between(None, edge or high))
        return out if high is None else out[::-1]
    middle = between(low, high)
    half = (count - 1) // 2
    return [*series(low, middle, half), middle, *series(middle, high, count - 1 - half)]


def _value(rank: str) -> int:
    value = 0
    for char in rank[:_WIDTH].ljust(_WIDTH, DIGITS[0]):
        value = value * _BASE + DIGITS.index(char)
    return value


def _number(value: int) -> str:
    chars = ""
    for _ in range(_WIDTH):
        value, digit = divmod(value, _BASE)
        chars = DIGITS[digit] + chars
    return chars.rstrip(DIGITS[0]) or DIGITS[1]


def _middle(low: str, high: str) -> str:
    """The shortest string strictly between; an empty `high` is the open end."""
    out = ""
    for place in range(max(len(low), len(high)) + 2):
        a = DIGITS.index(low[place]) if place < len(low) else 0
        b = DIGITS.index(high[place]) if place < len(high) else (_BASE if not high else 0)
        if a == b:
            out += DIGITS[a]
            continue
        if b - a > 1:
            return out + DIGITS[(a + b) // 2]
        out += DIGITS[a]
        high = ""  # anything above `low` now lies below the old `high`
    raise AssertionError("unreachable: two places beyond the longer rank there is always room")
