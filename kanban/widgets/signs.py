"""Signs of the program's own that a terminal without UTF-8 cannot show, replaced as the lines are drawn."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from kanban.faces import PLAIN

SIGNS = PLAIN | str.maketrans("─│┌┐└┘", "-|++++")
"""Those in words, and the frames of forms."""


class AsciiSigns(LineFilter):
    """One cell for one cell; what users typed stays as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with other signs."""
        return [Segment(text.translate(SIGNS), style, control) for text, style, control in segments]
