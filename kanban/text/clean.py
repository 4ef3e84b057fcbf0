"""Text that came from somebody else, made safe to show: cleaned of terminal control and measured in cells."""

import re
from functools import lru_cache

TITLE_LIMIT = 500
"""Longest title in characters; longer ones are refused when typed and cut, visibly, when imported."""
TEXT_LIMIT = 100_000
"""Longest description or comment in characters."""

# C0 but newline and tab, DEL, C1, bidi embeddings/overrides/isolates, line separators, lone surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_JOINER = "\u200d"
_UNSEEN = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff"
)
"""Joiners, variation selectors, keycaps, fillers, skin tones, tags: terminals disagree about what has them."""
_FLAG = "\U0001f1e6-\U0001f1ff"
_MAY_BE_DISPUTED = re.compile(f"[{_UNSEEN}{_FLAG}]")
"""Found in a seventh of the time where there is none: every line that is painted is asked."""
_DISPUTED = re.compile(f"[{_FLAG}]|[^{_UNSEEN}{_FLAG}]?(?:\u200d.?|[{_UNSEEN}])+", re.S)
_LETTERS = {0x1F1E6 + n: ord("A") + n for n in range(26)}
"""A flag is two letters."""
_CLOSING = frozenset("，。：；？！、）》」』”’,.:;?!)]}%")
"""What no line begins with."""
_OPENING = frozenset("（《「『“‘([{")
"""What no line ends with."""


def clean(text: str) -> str:
    """Drop what a terminal would obey or what reorders text: C0 (not newline, tab), DEL, C1, bidi overrides."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n")) if not text.isprintable() else text


def clean_line(text: str) -> str:
    """`clean`, on one line: every run of white space becomes one space."""
    return _SPACES.sub(" ", clean(_BREAKS.sub("\n", text))).strip()


def width(text: str) -> int:
    """Number of terminal cells `text` takes; wide (CJK, emoji) characters take two, a tab or line break one."""
    return len(text) if text.isascii() else _wide(text)


@lru_cache(maxsize=4096)
def _wide(text: str) -> int:
    from rich.cells import cell_len  # what Textual measures with; both must agree

    return cell_len(_CONTROL.sub(" ", text))


def simple_clusters(text: str) -> str:
    """The text with no sign whose width terminals disagree about, as wide as before.

    Of such a cluster its first sign is shown, filled up with spaces to the cells that `width` counts: whatever stands
    behind it is then in its place. To be the last step before a terminal gets the text.
    """
    if text.isascii() or not _MAY_BE_DISPUTED.search(text):
        return text
    out: list[str] = []
    end = 0
    for match in _DISPUTED.finditer(text):
        cells = width(text[: match.end()]) - width(text[: match.start()])
        sign = match[0][:1].translate(_LETTERS)
        sign = "" if _DISPUTED.match(sign) else sign
        out += text[end : match.start()], sign, " " * (cells - width(sign))
        end = match.end()
    return "".join(out) + text[end:]


def cut(text: str, cells: int, mark: str = "…") -> str:
    """`text` in at most `cells` cells, ending in `mark` where something was cut off."""
    if width(text) <= cells:
        return text
    room = cells - width(mark)
    if room < 0:
        return ""
    end = room // 2  # so many characters fit whatever they are
    while end < len(text) and width(text[: end + 1]) <= room:
        end += 1
    return text[:end].rstrip(_JOINER) + mark


def pad(text: str, cells: int, right: bool = False) -> str:
    """`text` cut or filled with spaces to exactly `cells` cells; `right` aligns to the right."""
    text = cut(text, cells).rstrip(_JOINER)  # a joiner would swallow the space behind it
    fill = " " * (cells - width(text))
    return fill + text if right else text + fill


def wrap(line: str, cells: int) -> list[str]:
    """A line in pieces of at most so many cells, broken where its language breaks and where that wastes little."""
    out: list[str] = []
    while line:
        piece = cut(line, cells, "")
        if not piece:
            break
        if len(piece) < len(line):
            piece = piece[: _break(line, len(piece))]
        out.append(piece.rstrip())
        line = line[len(piece) :].lstrip(" ")
    return out or [""]


def _break(line: str, end: int) -> int:
    """The last place, at most `end`, to break a line at: a space, or beside a Chinese character."""
    for at in range(end, end // 3, -1):
        before, after = line[at - 1], line[at]
        if " " in (before, after) and line[:at].strip():
            return at
        if before in _OPENING or after in _CLOSING or before == _JOINER or not width(after):
            continue
        if width(before) == 2 or width(after) == 2:
            return at
    return end
