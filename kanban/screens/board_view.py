"""The board as it is seen: columns, the flow strip above, the cursor; and what came of a command."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import MsgspecError
from textual import events, work
from textual.app import ComposeResult

from kanban.commands.ledger import AnyBoardCommand
from kanban.metrics.flow import Totals, Window, ageing, existing, totals
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.moment import effective_now
from kanban.render.card import Context, Span, glyphs
from kanban.render.figures import strip
from kanban.screens.base import KeyScreen, Question
from kanban.screens.selection import Selection
from kanban.session.board import Change, Session
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.messages import Refused
from kanban.widgets.board_canvas import BoardCanvas, Scene
from kanban.widgets.line import Line

FIGURES_SECONDS = 0.4
"""Figures are computed this long after the last change, in a thread."""
MANY_CARDS, PATIENCE = 2000, 5
"""Figures of a board with more cards take a while: they wait longer for the hands to rest."""
TICK_SECONDS = 30.0
"""How often ages and due times are looked at again."""
WIDE = 100
"""From so many cells on, the strip names its percentiles and the project."""
HINT = (
    "No cards yet.",
    "",
    "a   adds one",
    "?   explains the keys and the figures",
    ":   finds any action by its name",
    "",
    "`kanban demo` opens a board with three months of work on it,",
    "`kanban import trello FILE --board SLUG` brings one of yours.",
)


class BoardView(KeyScreen):
    """Columns and cards, the flow strip above, keys below."""

    KEYS = "board"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.selection = Selection(session.view, haystack=self._haystack)
        self.figures: Totals | None = None
        self.context = Context(now(), "UTC", {}, frozenset(), glyphs())
        self._over_wip_asked: set[str] = set()
        self._letters: dict[str, str] = {}
        self._figures_timer: object | None = None
        self._narrow = True
        self.lanes = BoardCanvas(self._scene())

    def compose(self) -> ComposeResult:
        """The canvas and the bottom line."""
        yield self.lanes
        yield Line(id="bottom")

    def on_mount(self) -> None:
        """First paint, then figures."""
        self.context = msgspec.structs.replace(
            self.context, zone=self.kanban.zone, milestones=self.kanban.milestone_words()
        )
        self.redraw()
        self.refresh_bottom()
        self.set_interval(TICK_SECONDS, self._tick)
        self._figures_later(0.25)

    # Drawing

    def _scene(self) -> Scene:
        chosen = self.selection
        return Scene(
            board=chosen.board,
            lanes=chosen.lanes,
            context=self.context,
            strip=self._strip(),
            column=chosen.column,
            card=chosen.card,
            marked=frozenset(chosen.marked),
            letters=self._letters,
            filtered=bool(chosen.needle),
            hint=() if any(chosen.board.order.values()) else HINT,
        )

    def redraw(self) -> None:
        """Show what is now: only what differs is painted."""
        self.lanes.show(self._scene())

    def _strip(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        board, session = self.selection.board, self.session
        narrow = self._narrow = self.size.width < WIDE
        project = "" if narrow else self.kanban.project
        name = clean_line(f"{project} · {board.slug}" if project else board.slug)
        left: list[Span] = [(f" {name}  ", "bold"), *self._figure_spans(narrow)]
        status: dict[str, Span] = {
            "saved": ("saved ", "good"),
            "saving": ("saving ", "meta"),
            "perhaps saved": ("perhaps saved ", "error"),
            "not saved": (f"{len(session.unsaved)} not saved ", "error"),
        }
        right = [status[session.state]]
        if self.kanban.readonly or board.problems:
            right = [("read-only ", "error" if board.problems else "meta")]
        elif session.failure and session.state == "saved":
            right = [("cannot read the file ", "error")]
        if self.selection.needle:
            right.insert(0, (f"/{self.selection.needle} {self.selection.shown} shown  ", "here"))
        if self.selection.marked:
            right.insert(0, (f"{len(self.selection.marked)} marked  ", "here"))
        return tuple(left), tuple(right)

    def _figure_spans(self, narrow: bool) -> list[Span]:
        if self.figures is None:
            return []
        limit = sum(c.wip_limit or 0 for c in self.selection.board.columns if c.kind == "active")
        return strip(self.figures, limit, len(self.context.ageing), self.context.glyphs, narrow)

    def _haystack(self, card: Card) -> str:
        words = self.context.milestones.get(card.work_package or "", "") if hasattr(self, "context") else ""
        return f"{card.title} {card.work_package or ''} {words} {' '.join(card.tags)} {' '.join(card.members)}"

    # Changes

    def on_change(self, change: Change) -> None:
        """The session's news: saved, put back, or changed by somebody else."""
        if not self.is_attached:  # the program is ending
            return
        self.take_view()
        if change.words:
            self.say(change.words, "error" if change.failed else "")

    def take_view(self, follow: str | None = None) -> None:
        """Show the session's view, with the cursor on card `follow`."""
        self.selection.take(self.session.view)
        if follow:
            self.selection.to(follow)
        self.redraw()
        if (front := self._front()) is not None:
            front.on_board_changed()
        self._figures_later()

    def _front(self) -> KeyScreen | None:
        """The screen before this one, if there is one."""
        front = self.app.screen
        return front if front is not self and isinstance(front, KeyScreen) else None

    def say(self, words: str, role: str = "") -> None:
        """A message is put where it is seen: what was not saved must not wait behind the roll-up."""
        front = self._front() if words else None
        if front is not None:
            front.say(words, role)
        else:
            super().say(words, role)

    def ask(self, question: Question) -> None:
        """A question too: of a card that is open, there."""
        front = self._front()
        if front is not None:
            front.ask(question)
        else:
            super().ask(question)

    def on_shown(self) -> None:
        """Plan or zone changed."""
        self.context = msgspec.structs.replace(
            self.context, now=now(), zone=self.kanban.zone, milestones=self.kanban.milestone_words()
        )
        self.redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Other words may fit the strip."""
        super().on_resize(event)
        if self._narrow != (event.size.width < WIDE):
            self.redraw()

    def on_screen_resume(self) -> None:
        """The plan may have been changed on the roll-up."""
        if self.is_mounted:
            self.on_shown()

    def _tick(self) -> None:
        self.kanban.load_plan()
        self.on_shown()

    def _figures_later(self, seconds: float = FIGURES_SECONDS) -> None:
        if len(self.session.view.cards) > MANY_CARDS:
            seconds *= PATIENCE
        if self._figures_timer is not None:
            self._figures_timer.stop()  # type: ignore[attr-defined]
        self._figures_timer = self.set_timer(seconds, self._compute_figures)

    def _compute_figures(self) -> None:
        self._figures_timer = None
        self._figures()

    @work(group="figures", exclusive=True)
    async def _figures(self) -> None:
        board, moment = self.session.view, now()
        try:
            figures, old = await asyncio.to_thread(_figures_of, board, moment)
        except (Refused, MsgspecError) as error:
            self.say(f"no figures: {error}", "error")
            return
        if not self.is_attached:  # the program is ending
            return
        self.figures = figures
        self.context = msgspec.structs.replace(self.context, now=moment, ageing=old)
        self.redraw()

    def submit(self, command: AnyBoardCommand, follow: str | None = None) -> str:
        """Send a command, show its effect, keep the cursor on `follow`; the words of the outcome. Raises Refused."""
        outcome = self.session.submit(command)
        self.take_view(follow)
        return str(outcome.message)

    # Cursor

    def _go(self, step: Callable[[], object]) -> None:
        step()
        self.redraw()

    def do_left(self) -> None:
        """Column on the left."""
        self._go(lambda: self.selection.to_column(self.selection.column - 1))

    def do_right(self) -> None:
        """Column on the right."""
        self._go(lambda: self.selection.to_column(self.selection.column + 1))

    def do_up(self) -> None:
        """Card above."""
        self._go(lambda: self.selection.by(-1))

    def do_down(self) -> None:
        """Card below."""
        self._go(lambda: self.selection.by(1))

    def do_first(self) -> None:
        """First card."""
        self._go(lambda: self.selection.to_row(0))

    def do_last(self) -> None:
        """Last card."""
        self._go(lambda: self.selection.to_row(len(self.selection.lane())))

    def do_page_down(self) -> None:
        """A page down."""
        self._go(lambda: self.selection.by(self.lanes.slots_per_column))

    def do_page_up(self) -> None:
        """A page up."""
        self._go(lambda: self.selection.by(-self.lanes.slots_per_column))

    def do_next(self) -> None:
        """Next card shown."""
        self._go(lambda: self.selection.along(1))

    def do_previous(self) -> None:
        """Previous card shown."""
        self._go(lambda: self.selection.along(-1))

    def do_mark(self) -> None:
        """Mark, and on to the next one."""
        self.selection.mark()
        self._go(lambda: self.selection.by(1))

    def do_mark_range(self) -> None:
        """Mark up to here."""
        self._go(self.selection.mark_range)

    def do_escape(self) -> None:
        """Back out of a drag, of marks, of the filter."""
        if self._letters:
            self._letters = {}
        elif self.lanes.cancel_drag():
            return
        elif self.selection.marked:
            self.selection.marked.clear()
        elif self.selection.needle:
            self.selection.filter("")
        self.redraw()

    def _chosen(self) -> tuple[str, ...]:
        chosen = self.selection.chosen
        if not chosen:
            raise Refused("no card here; a adds one")
        return chosen

    # Letters over columns or cards, while one is awaited

    def _done_lettering(self, then: Callable[[], object]) -> object:
        self._letters = {}
        self.redraw()
        return then()

    async def press(self, key: str) -> None:
        """A key; letters over the cards go away with it."""
        had = bool(self._letters)
        await super().press(key)
        if had and self._letters and self._question is None:
            self._letters = {}
            self.redraw()


def _figures_of(board: Board, clock: datetime) -> tuple[Totals, frozenset[str]]:
    moment = effective_now(clock, board.head.last_at)
    cards = existing(board.all_cards.values(), moment)
    figures = totals(cards, Window(), moment)
    return figures, frozenset(card.id for card in ageing(cards, figures.cycle_time, moment))
