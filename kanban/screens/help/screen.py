"""What the keys do, from the table of actions, what the signs mean, and the rule of every figure; with a search."""

from collections.abc import Iterator

from kanban.metrics.figure import TERMS
from kanban.render import timeline
from kanban.render.milestones import STATUS_WORDS
from kanban.screens.actions import shown
from kanban.screens.listing import ListScreen, text_row
from kanban.screens.registry import actions_of, screen
from kanban.text.clean import clean_line, pad, wrap
from kanban.text.folding import having_words
from kanban.text.glyphs import Glyphs, glyphs
from kanban.text.messages import Words, msg
from kanban.widgets.list_view import ListRow

KEY_CELLS, LABEL_CELLS, TERM_CELLS = 18, 16, 18


def legend(signs: Glyphs) -> Iterator[tuple[str, Words]]:
    """The signs that stand beside words, and the short words of the board's head."""
    yield signs.cursor, msg("the cursor")
    yield signs.mark, msg("a marked card")
    yield signs.blocked, msg("blocked, and why")
    yield signs.ageing, msg("ageing: older than 85 % of the finished cards were")
    yield f"{signs.rework}2", msg("moved back twice for a reason that counts as rework")
    yield signs.text, msg("it has a description")
    yield f"{signs.items}1/2", msg("done lines of its checklist")
    yield f"{signs.left} {signs.right}", msg("more columns on that side")
    yield "3/3", msg("cards in a column, and its WIP limit")
    yield "CT", msg("cycle time: P50, P85, and n: how many cards it rests on")
    yield "?", msg("behind a percentile: it rests on few cards")
    for status, words in STATUS_WORDS.items():
        yield signs.status[status], words


class HelpScreen(ListScreen):
    """Keys of one screen, the signs, then the definitions."""

    NAME = "help"

    def __init__(self, of: str) -> None:
        super().__init__()
        self._of = of
        self._needle = ""

    def repaint(self) -> None:
        """Paint what fits the search."""
        title = msg("Help · {screen}", screen=screen(self._of).title)
        back = next(action for action in actions_of(self.NAME) if action.id == "list.back")
        self.top.set(((f" {title}", "bold"),), ((f"{back.shown_key} {back.label} ", "meta"),))
        rows: list[ListRow] = []
        parts = (
            (msg("Keys"), self._keys()),
            (msg("Signs"), self._signs()),
            (msg("Figures, and their rules"), self._rules()),
        )
        for head, entries in parts:
            if fitting := having_words(entries, self._needle, _text):
                rows += [text_row(), text_row((f" {head}", "head")), *fitting]
        nothing = msg("no line has {text!r}", text=clean_line(self._needle))
        self.list_view.set(rows or [text_row(), text_row((f" {nothing}", "meta"))])

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""

        def changed(text: str) -> None:
            self._needle = text.strip()
            self.list_view.start_over()
            self.repaint()

        await self.type_in("/", self._needle, changed, changed, lambda: changed(""))

    async def do_back(self) -> None:
        """Out of the search, then back."""
        if self._needle:
            self._needle = ""
            self.repaint()
        else:
            await super().do_back()

    def _keys(self) -> Iterator[ListRow]:
        for action in actions_of(self._of):
            keys, label = " ".join(shown(key) for key in action.keys), str(action.label)
            yield self._row((pad(keys, KEY_CELLS), "key"), (pad(label, LABEL_CELLS), ""), str(action.help))

    def _signs(self) -> Iterator[ListRow]:
        signs = glyphs()
        for sign, words in (*(timeline.legend(signs) if self._of == "timeline" else ()), *legend(signs)):
            yield self._row((pad(sign, KEY_CELLS), "key"), ("", ""), str(words))

    def _rules(self) -> Iterator[ListRow]:
        for term in TERMS.values():
            yield self._row((pad(str(term.label), TERM_CELLS), "bold"), ("", ""), str(term.rule))

    def _row(self, first: tuple[str, str], second: tuple[str, str], text: str) -> ListRow:
        """What it is about, and a text beside it in as many lines as it takes."""
        indent = KEY_CELLS + (LABEL_CELLS if second[0] else 0)
        lines = []
        for number, piece in enumerate(wrap(text, max(20, self.size.width - indent - 3))):
            lead = ((f" {first[0]}", first[1]), second) if number == 0 else ((" " * (indent + 1), ""),)
            lines.append((*lead, (piece, "meta")))
        return ListRow(tuple(lines))


def _text(row: ListRow) -> str:
    return " ".join(part for line in row.lines for part, _ in line)
