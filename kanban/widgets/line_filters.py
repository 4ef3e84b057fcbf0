"""The last look at every line before it goes to the terminal: nothing in it may be obeyed, or be unknown to it."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from kanban.text.charset import PLAIN, as_ascii, is_utf8
from kanban.text.clean import clean, simple_clusters
from kanban.text.glyphs import ASCII, glyphs

SIGNS = PLAIN | str.maketrans("─│┌┐└┘", "-|++++")
"""Signs in words, and the frames of forms."""
SPACES = str.maketrans("\n\t", "  ")


class Cleaned(LineFilter):
    """Control characters that got this far are dropped: text is cleaned long before, and twice is safe."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without them."""
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [
            Segment(clean(text).replace("\n", " ").replace("\t", " "), style, control)
            for text, style, control in segments
        ]


class SimpleClusters(LineFilter):
    """Emoji of several characters as one sign: what stands right of them keeps its cell in every terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, each as wide as before."""
        if all(text.isascii() for text, _, _ in segments):
            return segments
        return [Segment(simple_clusters(text), style, control) for text, style, control in segments]


class AsciiSigns(LineFilter):
    """Our own signs as ASCII, one cell for one cell; what users typed stays as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with other signs."""
        return [Segment(text.translate(SIGNS), style, control) for text, style, control in segments]


class AsciiOnly(LineFilter):
    """For a terminal without UTF-8: of its eight-bit characters it would take some for commands."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with a question mark for every cell of another character."""
        return [Segment(as_ascii(text), style, control) for text, style, control in segments]


class InTurn(LineFilter):
    """Several filters as one: after each, Textual makes a strip with seven caches, for every line that is painted."""

    def __init__(self, *filters: LineFilter) -> None:
        super().__init__()
        self._in_turn = filters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments as the last of them leaves them."""
        for each in self._in_turn:
            segments = each.apply(segments, background)
        return segments


def terminal_filter() -> LineFilter:
    """What this terminal needs."""
    filters: list[LineFilter] = [Cleaned(), SimpleClusters()]
    if glyphs() is ASCII:
        filters.append(AsciiSigns())
    if not is_utf8():
        filters.append(AsciiOnly())
    return InTurn(*filters)
