"""One card: all fields, its times, and its history in words."""

from datetime import datetime

from kanban.commands.cards import Block, Unblock
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.render import history as words
from kanban.render.card import Span
from kanban.screens.board_view import BoardView
from kanban.screens.listing import ListScreen, text_entry
from kanban.text.clean import clean, clean_line, pad, plural, width
from kanban.text.clean import wrap as wrap
from kanban.text.dates import day_time, now, span, weekday_time
from kanban.text.messages import Refused
from kanban.widgets.list_view import Entry


class CardScreen(ListScreen):
    """The card under the board's cursor; what can be done to it is done by the board's own actions."""

    KEYS = "card"

    def __init__(self, board: BoardView, card_id: str) -> None:
        super().__init__()
        self._board = board
        self._card_id = card_id

    def on_shown(self) -> None:
        """Paint it."""
        board = self._board.selection.board
        card = board.cards.get(self._card_id)
        if card is None:
            return
        self.top.set(((f" {clean_line(board.slug)} · card {card.id}", "bold"),), ((self._state(card), "meta"),))
        plan, zone = self.kanban.plan, self.kanban.zone
        self.entries.set(card_entries(card, board, plan, zone, self.size.width, now()))

    def _state(self, card: Card) -> str:
        column = clean_line(self._board.selection.board.column(card.column).name)
        return f"{column}{' · archived' if card.flow.archived_at else ''} · {self._board.session.state} "

    # The board's actions, on this card

    def on_board_changed(self) -> None:
        """By a key here, or by somebody else."""
        self.on_shown()

    def _present(self) -> Card:
        card = self._board.selection.board.cards.get(self._card_id)
        if card is None or not card.is_on_board:
            raise Refused(f"card {self._card_id} is not on the board any more")
        return card

    def _delegate(self, name: str) -> None:
        card = self._present()
        self._board.selection.marked.clear()
        self._board.selection.to(card.id)
        getattr(self._board, name)()

    def do_move_left(self) -> None:
        """One column to the left."""
        self._delegate("do_move_left")

    def do_move_right(self) -> None:
        """One column to the right."""
        self._delegate("do_move_right")

    def do_edit(self) -> None:
        """The form."""
        self._delegate("do_edit")

    def do_edit_text(self) -> None:
        """The editor."""
        self._delegate("do_edit_text")

    async def do_block(self) -> None:
        """Unblock, or ask for the reason."""

        card = self._present()
        if card.flow.blocked_at:
            self.say(self._board.submit(Unblock(cards=(card.id,))))
            return

        def done(text: str) -> None:
            self.say(self._board.submit(Block(cards=(card.id,), why=text)))

        await self.type_in("blocked, because:", "", done)


def card_entries(card: Card, board: Board, plan: Plan, zone: str, cells: int, moment: datetime) -> list[Entry]:
    """All there is to say about a card, as of `moment`."""
    return [
        *_fields(card, plan, zone, cells, moment),
        *_times(card, cells, moment),
        *_history(card, board, zone, cells, moment),
    ]


def _fields(card: Card, plan: Plan, zone: str, cells: int, moment: datetime) -> list[Entry]:
    flow = card.flow
    out = [text_entry(), *_hanging((), f" {clean_line(card.title)}", "bold", cells), text_entry()]
    if flow.blocked_at and not flow.is_finished:
        lasted = span((moment - flow.blocked_at).total_seconds())
        out += _field("blocked", f"{clean_line(flow.blocked_why)} (for {lasted})", cells, "blocked")
    late = card.due_at is not None and card.due_at < moment and not flow.is_finished
    for name, value, role in (
        ("work package", _package_words(card, plan), ""),
        ("due", weekday_time(card.due_at, zone) if card.due_at else "", "late" if late else ""),
        ("estimate", f"{card.estimate:g}" if card.estimate else "", ""),
        ("tags", ", ".join(map(clean_line, card.tags)), ""),
        ("members", ", ".join(map(clean_line, card.members)), ""),
        ("external id", clean_line(card.external_id or ""), ""),
    ):
        out += _field(name, value, cells, role)
    for item in card.checklist:
        out += _hanging(((f"   [{'x' if item.done else ' '}] ", ""),), clean_line(item.text), "", cells)
    if card.description:
        out.append(text_entry())
        for line in clean(card.description).expandtabs(4).splitlines():
            out += _hanging((), f" {line}", "", cells)
    return out


def _package_words(card: Card, plan: Plan) -> str:
    if not card.work_package:
        return "none: unplanned work"
    node = plan.nodes.get(card.work_package)
    gates = ", ".join(f"{m.id} {clean_line(m.name)}" for m in plan.gated_by(card.work_package))
    name = clean_line(node.name) if node else "(not in the plan)"
    return f"{card.work_package} {name}" + (f" · {gates}" if gates else "")


def _times(card: Card, cells: int, moment: datetime) -> list[Entry]:
    flow = card.flow.until(moment)
    rows = [
        _span_row(card, moment),
        ("active", span(flow.active_seconds), "time in active columns"),
        ("parked", span(flow.parked_seconds), "time in queue columns after the start"),
        ("done gap", span(flow.done_gap_seconds), "time in done columns before it was reopened"),
        ("blocked", span(flow.blocked_seconds), "time blocked while not finished"),
        ("rework", f"{plural(flow.rework_moves, 'move')}, {span(flow.rework_seconds(moment))}",
         "moves back for defect, change or no reason; time until it was back"),
    ]  # fmt: skip
    out = [text_entry(), text_entry((" Times", "head"))]
    for name, value, rule in rows:
        out += _hanging(((f" {pad(name, 13)}", "meta"), (pad(value, 17), "")), rule, "meta", cells)
    return out


def _span_row(card: Card, moment: datetime) -> tuple[str, str, str]:
    flow = card.flow
    if flow.cycle_seconds is not None:
        return "cycle time", span(flow.cycle_seconds), "finished - started; = active + parked + done gap"
    if flow.start_unknown:
        return "cycle time", "-", "started before the imported history: start_unknown"
    if flow.is_wip:
        return "age", span(flow.age_seconds(moment)), "now - started"
    why = "jumped from queue to done: finished_without_start" if flow.is_finished else "not started"
    return "cycle time", "-", why


def _history(card: Card, board: Board, zone: str, cells: int, moment: datetime) -> list[Entry]:
    out = [text_entry(), text_entry((" History, newest first", "head"))]
    try:
        lines = [*words.history(card, board, zone)]
    except Refused as refusal:
        return [*out, *_hanging((), f" {clean_line(str(refusal))}; see `kanban doctor`", "error", cells)]
    for line in reversed(lines):
        lead = (f" {day_time(line.at, zone, moment):>18}  ", "meta"), (f"{pad(line.by, 10)} ", "meta")
        said = line.words + ("" if line.counts else "  (undone)")
        out += _hanging(lead, said, "" if line.counts else "meta", cells)
    return out


def _field(name: str, value: str, cells: int, role: str = "") -> list[Entry]:
    return _hanging(((f" {pad(name, 13)}", "meta"),), value, role, cells) if value else []


def _hanging(lead: tuple[Span, ...], text: str, role: str, cells: int) -> list[Entry]:
    """Text behind a lead, in as many lines as it takes; each begins where the first one's text does."""
    used = sum(width(part) for part, _ in lead) or 1
    first, *others = wrap(text, max(10, cells - used - 1))
    return [text_entry(*lead, (first, role)), *(text_entry((" " * used + more, role)) for more in others)]
