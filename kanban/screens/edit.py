"""The form for a card's fields, or for those of several cards at once."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.model.wbs import is_code, level
from kanban.text.clean import clean_line, plural
from kanban.text.dates import iso, now, parse, weekday_time
from kanban.text.messages import Refused

FIELDS = ("title", "work package", "due", "estimate", "tags")


class EditScreen(ModalScreen[dict[str, object] | None]):
    """Dismissed with the changed fields, or None. With several cards an empty field stays as it is in each."""

    DEFAULT_CSS = """
    EditScreen { align: center middle; background: $background 60%; }
    EditScreen > Vertical { width: 76; max-width: 100%; height: auto; background: $panel; padding: 1 2; }
    EditScreen .row { height: 1; }
    EditScreen .name { width: 14; color: $text-muted; }
    EditScreen Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    EditScreen Input:focus { border: none; background: $accent 20%; }
    EditScreen .said { height: 1; color: $text-muted; margin-top: 1; }
    EditScreen .said.-wrong { color: $error; }
    EditScreen .title { text-style: bold; margin-bottom: 1; }
    EditScreen:ansi { background: ansi_default; }
    EditScreen:ansi > Vertical { background: ansi_default; border: solid ansi_cyan; }
    EditScreen:ansi Input { background: ansi_default; color: ansi_default; text-style: underline; }
    EditScreen:ansi Input:focus { background: ansi_default; text-style: bold underline; }
    """

    def __init__(self, cards: list[Card], plan: Plan, zone_name: str) -> None:
        super().__init__()
        self._cards = cards
        self._plan = plan
        self._zone = zone_name
        only = cards[0] if len(cards) == 1 else None
        self._before = dict.fromkeys(FIELDS, "") if only is None else self._texts(only)
        self._inputs = {name: Input(self._before[name], select_on_focus=False) for name in FIELDS}
        self._said = Static("", classes="said", markup=False)

    def _texts(self, card: Card) -> dict[str, str]:
        due = ""
        if card.due_at is not None:
            due = (iso(card.due_at, self._zone) or "")[:16].replace("T", " ")
        return {
            "title": clean_line(card.title),
            "work package": card.work_package or "",
            "due": due,
            "estimate": f"{card.estimate:g}" if card.estimate else "",
            "tags": ", ".join(map(clean_line, card.tags)),
        }

    def compose(self) -> ComposeResult:
        """A row for each field."""
        with Vertical():
            what = f"card {self._cards[0].id}" if len(self._cards) == 1 else plural(len(self._cards), "card")
            note = "" if len(self._cards) == 1 else " · what is left empty stays as it is"
            yield Static(Content(f"edit {what}{note}"), classes="title", markup=False)
            for name in FIELDS:
                if name == "title" and len(self._cards) > 1:
                    continue
                with Horizontal(classes="row"):
                    yield Static(name, classes="name", markup=False)
                    yield self._inputs[name]
            yield self._said
            yield Static(
                "enter saves  ·  tab next field  ·  esc leaves it as it was", classes="name-wide", markup=False
            )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self._inputs["title" if len(self._cards) == 1 else "work package"].focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what a date or a work package is understood as."""
        try:
            self._say(self._understood(event.input))
        except Refused as refusal:
            self._say(str(refusal), wrong=True)

    def _understood(self, field: Input) -> str:
        text = field.value.strip()
        if field is self._inputs["due"] and text and text != "none":
            return f"due {weekday_time(self._due(text), self._zone)}"
        if field is self._inputs["estimate"] and text and text != "none":
            return f"estimate {_number(text):g}"
        if field is self._inputs["work package"] and text:
            node = self._plan.nodes.get(self._package(text))
            return f"{text} {clean_line(node.name)}" if node else ""
        return ""

    def _say(self, words: str, wrong: bool = False) -> None:
        self._said.set_class(wrong, "-wrong")
        self._said.update(Content(clean_line(words)))

    def _due(self, text: str) -> Any:
        return parse(text, self._zone, now(), field="due")

    def _package(self, code: str) -> str:
        if not (is_code(code) and level(code) == 3):
            raise Refused(f"work package: {code!r} is no WBS code of level 3, such as 1.2.3")
        if code not in self._plan.nodes:
            some = ", ".join(node.code for node in self._plan.packages[:5]) or "none yet"
            raise Refused(f"work package: {code} is not in the plan; it has {some}")
        return code

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: all fields, if all are good."""
        event.stop()
        try:
            self.dismiss(self._changes())
        except Refused as refusal:
            self._say(str(refusal), wrong=True)

    def _changes(self) -> dict[str, object]:
        out: dict[str, object] = {}
        for name, field in self._inputs.items():
            text = field.value.strip()
            if text == self._before[name].strip():
                continue
            gone = text in ("", "none")
            match name:
                case "title":
                    if not text:
                        raise Refused("a card needs a title")
                    out["title"] = text
                case "work package":
                    out["work_package"] = None if gone else self._package(text)
                case "due":
                    out["due_at"] = None if gone else self._due(text)
                case "estimate":
                    out["estimate"] = None if gone else _number(text)
                case "tags":
                    out["tags"] = () if gone else tuple(part.strip() for part in text.split(",") if part.strip())
        return out

    def on_key(self, event: events.Key) -> None:
        """Esc leaves, the arrows go between fields."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key in ("down", "up"):
            event.stop()
            (self.focus_next if event.key == "down" else self.focus_previous)()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refused(f"estimate: {text!r} is no number") from None
