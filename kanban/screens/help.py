"""What the keys do, from the live table, and the rule of every figure."""

from kanban.metrics.figure import TERMS
from kanban.screens.actions import SCREENS, shown
from kanban.screens.card import wrap
from kanban.screens.listing import ListScreen, text_entry
from kanban.text.clean import pad


class HelpScreen(ListScreen):
    """Keys of one screen, then the definitions."""

    def __init__(self, screen: str) -> None:
        super().__init__()
        self._of = screen

    def on_shown(self) -> None:
        """Paint it."""
        self.top.set(((f" Help · {self._of}", "bold"),), (("esc back ", "meta"),))
        out = [text_entry(), text_entry((" Keys", "head"))]
        for action in SCREENS[self._of]:
            keys = " ".join(shown(key) for key in action.keys)
            for number, piece in enumerate(wrap(action.help, max(20, self.size.width - 34))):
                first = (keys, action.label) if number == 0 else ("", "")
                out.append(text_entry((f" {pad(first[0], 18)}", "key"), (pad(first[1], 14), ""), (piece, "meta")))
        out += [text_entry(), text_entry((" Figures, and their rules", "head"))]
        cells = max(20, self.size.width - 21)
        for term in TERMS.values():
            for number, piece in enumerate(wrap(str(term.rule), cells)):
                name = str(term.label) if number == 0 else ""
                out.append(text_entry((f" {pad(name, 18)}", "bold"), (piece, "meta")))
        self.entries.set(out)
