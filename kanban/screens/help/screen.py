"""What the keys do, from the table of actions, and the rule of every figure."""

from kanban.metrics.figure import TERMS
from kanban.screens.actions import shown
from kanban.screens.listing import ListScreen, text_row
from kanban.screens.registry import actions_of, screen
from kanban.text.clean import pad, wrap
from kanban.text.messages import msg, tr
from kanban.widgets.list_view import ListRow

KEY_CELLS, LABEL_CELLS, TERM_CELLS = 18, 16, 18


class HelpScreen(ListScreen):
    """Keys of one screen, then the definitions."""

    NAME = "help"

    def __init__(self, of: str) -> None:
        super().__init__()
        self._of = of

    def repaint(self) -> None:
        """Paint it."""
        title = msg("Help · {screen}", screen=screen(self._of).title)
        back = next(action for action in actions_of(self.NAME) if action.id == "list.back")
        self.top.set(((f" {title}", "bold"),), ((f"{back.shown_key} {back.label} ", "meta"),))
        rows = [text_row(), text_row((f" {tr('Keys')}", "head")), *self._keys()]
        rows += [text_row(), text_row((f" {tr('Figures, and their rules')}", "head")), *self._definitions()]
        self.list_view.set(rows)

    def _keys(self) -> list[ListRow]:
        out = []
        for action in actions_of(self._of):
            keys, label = " ".join(shown(key) for key in action.keys), str(action.label)
            for piece in wrap(str(action.help), max(20, self.size.width - KEY_CELLS - LABEL_CELLS - 2)):
                lead = (f" {pad(keys, KEY_CELLS)}", "key"), (pad(label, LABEL_CELLS), "")
                out.append(text_row(*lead, (piece, "meta")))
                keys = label = ""
        return out

    def _definitions(self) -> list[ListRow]:
        out = []
        for term in TERMS.values():
            name = str(term.label)
            for piece in wrap(str(term.rule), max(20, self.size.width - TERM_CELLS - 3)):
                out.append(text_row((f" {pad(name, TERM_CELLS)}", "bold"), (piece, "meta")))
                name = ""
        return out
