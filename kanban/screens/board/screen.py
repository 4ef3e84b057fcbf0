"""The board as it is seen, and the mouse, which does the same as the keys; the keys are its controllers' matter."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

import msgspec
from textual import events
from textual.app import ComposeResult

from kanban.commands.cards import Edit
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.outcome import Outcome
from kanban.metrics.rollup.attention import Attention, attention, attention_since
from kanban.model.board import Board
from kanban.model.filter import Surroundings, package_milestones, understood
from kanban.render.attention import CHIP_FILTERS
from kanban.render.card import ROWS, RenderContext, Span
from kanban.screens.application import Target
from kanban.screens.base import KeyScreen
from kanban.screens.board.adding import Adding
from kanban.screens.board.changing import Changing
from kanban.screens.board.clashing import Clashing
from kanban.screens.board.cursor_keys import CursorKeys
from kanban.screens.board.figures import FIRST_SECONDS, FigureWorker, Summary
from kanban.screens.board.finding import Finding
from kanban.screens.board.haystack import Haystack
from kanban.screens.board.lists import OtherLists
from kanban.screens.board.moving import Moving
from kanban.screens.board.selection import Selection
from kanban.screens.board.strip import WIDE, Parts, name_span, parts_of
from kanban.screens.hints import hint_lines
from kanban.screens.question import Question
from kanban.screens.remembered import Place, place_on, remember
from kanban.screens.saving_words import state_span
from kanban.session.board import BoardSession
from kanban.session.ledger import Change
from kanban.text.clean import clean_line, width
from kanban.text.dates import now
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, msg, msg_in, msg_n
from kanban.widgets.board_canvas import BoardCanvas
from kanban.widgets.board_scene import Scene
from kanban.widgets.line import Line

TICK_SECONDS = 30.0
"""How often ages and due times are looked at again."""
HINT = (
    msg("No cards yet."),
    "",
    msg("a   adds one"),
    msg("?   explains the keys and the figures"),
    msg(":   finds any action by its name"),
    "",
    msg("`kanban demo` opens a board with three months of work on it,"),
    msg("`kanban import trello FILE --board SLUG` brings one of yours."),
)


class BoardScreen(KeyScreen):
    """Columns and cards, the flow strip above, keys below."""

    NAME = "board"

    def __init__(self, session: BoardSession) -> None:
        super().__init__()
        self.session = session
        self.over_wip_columns: set[str] = set()
        self.summary: Summary | None = None
        self._attention: tuple[Board, Attention] | None = None
        self.context = RenderContext(now(), "UTC", {}, frozenset(), glyphs())
        self._haystack = Haystack()
        self._letters: Mapping[str, str] = {}
        self._strip_cells = 0
        self._strip_parts: tuple[Summary | None, RenderContext | None, bool, Parts] = (None, None, False, Parts())
        self._place = Place()
        self.density = ROWS[-1]
        self.selection = Selection(session.view, self._haystack, self._around)
        self.canvas = BoardCanvas(self._scene())
        self._moving = Moving(self)
        self._clashing = Clashing(self)
        adding, self._finding = Adding(self), Finding(self)
        self.add_typed, self.filter_by = adding.add_typed, self._finding.filter_by
        own = (CursorKeys(self), self._moving, adding, Changing(self, self._clashing), self._finding)
        self.controllers = (*own, OtherLists(self), *self.controllers)
        self._worker = FigureWorker(
            self,
            lambda: self.kanban.plan.timezone,
            lambda: self.kanban.keys.last_at,
            self._take_figures,
            lambda words: self.say(words, "error"),
        )
        session.listen(self._on_change)

    def compose(self) -> ComposeResult:
        """The canvas and the bottom line."""
        yield self.canvas
        yield Line(id="bottom")

    def on_mount(self) -> None:
        """First paint, then figures."""
        self._return()
        self.kanban.plan_session.listen(lambda change: self.repaint() if self.is_attached else None)
        self.repaint()
        self.refresh_bottom()
        self.set_interval(TICK_SECONDS, self.repaint)
        self._worker.later(self.session.view, FIRST_SECONDS)

    def _return(self) -> None:
        """To where the user was when the board was left."""
        app = self.kanban
        self._place = place_on(app.store.place, self.session.ref, app.user)
        self.selection.to(self._place.card)
        self.density = next(d for d in (self._place.density, app.settings.density, self.density) if d in ROWS)

    def on_unmount(self) -> None:
        """Remember it; whoever may change nothing here leaves nothing behind."""
        app = self.kanban
        if not app.write_access.readonly:
            place = msgspec.structs.replace(self._place, card=self.selection.card or "")
            remember(app.store.place, self.session.ref, app.user, place)

    # Drawing

    def _scene(self) -> Scene:
        chosen = self.selection
        return Scene(
            board=chosen.board,
            shown=chosen.shown,
            context=self.context,
            strip=self._strip(),
            column=chosen.column,
            card=chosen.card,
            marked=frozenset(chosen.marked),
            letters=self._letters,
            filtered=bool(chosen.needle),
            density=self.density,
            hint=() if any(chosen.board.order.values()) else hint_lines(self.NAME, HINT),
        )

    def _strip(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        if not self.is_attached:  # before the first paint
            return (), ()
        board, chosen = self.selection.board, self.selection
        self._strip_cells = self.size.width
        narrow = self._strip_cells < WIDE
        right = [state_span(self.session)]
        if self.why_readonly or board.problems:
            right = [(f"{msg('read-only')} ", "error" if board.problems else "meta")]
        if chosen.needle:
            right.insert(0, (f" /{chosen.needle} {msg('{n} shown', n=chosen.shown_count)}  ", "here"))
        if chosen.marked:
            right.insert(0, (f"{msg('{n} marked', n=len(chosen.marked))}  ", "marked"))
        name = name_span(board, self.kanban.plan.project, narrow)
        room = self._strip_cells - width(name[0]) - sum(width(text) for text, _ in right)
        return (name, *self._summary(narrow, room)), tuple(right)

    def _summary(self, narrow: bool, room: int) -> list[Span]:
        """The figures that fit into the room, put in words anew where something of them has changed."""
        *known, parts = self._strip_parts
        if any(a is not b for a, b in zip(known, (self.summary, self.context, narrow), strict=True)):
            parts = parts_of(self.summary, self.context, narrow)
            self._strip_parts = self.summary, self.context, narrow, parts
        return parts.fitted(room)

    def _around(self) -> Surroundings:
        """What a filter knows beside the cards."""
        if not self.is_attached:  # before the first paint
            return Surroundings(now())
        app, context = self.kanban, self.context
        return Surroundings(now(), app.zone, app.plan, app.user, self.session.view.driver, lambda: context.ageing)

    def redraw(self) -> None:
        """Show what is now: only what differs is painted."""
        self.canvas.show(self._scene())

    def repaint(self) -> None:
        """Also the clock, the zone and the milestones, which the plan says."""
        milestones = package_milestones(self.kanban.plan)
        self._haystack.set_milestones(milestones)
        self.context = msgspec.structs.replace(self.context, now=now(), zone=self.kanban.zone, milestones=milestones)
        self._filter_anew()
        self.redraw()

    def show_letters(self, letters: Mapping[str, str]) -> None:
        """Letters over columns and cards; the next key takes them away."""
        self._letters = letters
        self.redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Other words may fit the strip."""
        if self._strip_cells != event.size.width:
            self.redraw()

    def _take_figures(self, summary: Summary, moment: datetime) -> None:
        self.summary, needs = summary, summary.attention
        self._attention = summary.board, needs
        self.context = msgspec.structs.replace(
            self.context, now=moment, ageing=frozenset(needs.ageing(moment)), p85_seconds=needs.ageing_seconds
        )
        self._filter_anew()
        self.redraw()

    def _filter_anew(self) -> None:
        """Other cards may be late or ageing now."""
        if self.selection.needle:
            self.selection.take(self.selection.board)

    @property
    def attention(self) -> Attention:
        """Which cards of what is shown need a hand; looked for where that is not known yet."""
        known, board = self._attention, self.selection.board
        if known is None:
            known = self._attention = board, attention(board, None)
        elif known[0] is not board:
            known = self._attention = board, attention_since(board, *known)
        return known[1]

    def do_density(self) -> None:
        """Fewer lines a card, and after one line three."""
        self.density = ROWS[ROWS.index(self.density) - 1]
        self._place = msgspec.structs.replace(self._place, density=self.density)
        self.redraw()
        self.say(msg_n("{n} line a card", "{n} lines a card", self.density))

    # Changes

    def _on_change(self, change: Change) -> None:
        """Saved, put back, or changed by somebody else."""
        if self.is_attached:  # else the program is ending
            self.take_view()
            for command in change.refused:
                if isinstance(command, Edit) and command.opened:
                    self.call_later(self.run, partial(self._clashing.edit, command))  # said first, then asked

    def take_view(self, follow: str | None = None) -> None:
        """Show the session's view, with the cursor on card `follow`."""
        self.selection.take(self.session.view)
        if follow:
            self.selection.to(follow)
        self.redraw()
        if (front := self._in_front()) is not None:
            front.on_board_changed()
        self._worker.later(self.session.view)

    def submit(self, command: AnyBoardCommand, follow: str | None = None) -> Outcome:
        """Send a command, show its effect, keep the cursor on `follow`. Raises Refused."""
        outcome = self.session.submit(command)
        self.take_view(follow)
        return outcome

    def _in_front(self) -> KeyScreen | None:
        """The screen before this one, if there is one."""
        front = self.app.screen
        return front if front is not self and isinstance(front, KeyScreen) else None

    def say(self, words: Words, role: str = "") -> None:
        """A message is put where it is seen."""
        front = self._in_front() if words else None
        if front is not None:
            front.say(words, role)
        else:
            super().say(words, role)

    def ask(self, question: Question) -> None:
        """A question too: of a card that is open, there."""
        front = self._in_front()
        if front is not None:
            front.ask(question)
        else:
            super().ask(question)

    # Keys

    async def press(self, key: str) -> None:
        """A key; letters over the cards go away with it."""
        lettered, self._letters = bool(self._letters), {}
        await super().press(key)
        if lettered:
            self.redraw()

    def do_open(self) -> None:
        """The card view."""
        from kanban.screens.card.screen import CardScreen  # not needed for the first paint

        if self.selection.current is not None:
            self.app.push_screen(CardScreen(self, self.selection.current.id))

    def do_escape(self) -> None:
        """Back out of a drag, of marks, of the filter."""
        if self.canvas.cancel_drag():
            return
        if self.selection.marked:
            self.selection.marked.clear()
        elif self.selection.needle:
            self.selection.filter("")
        self.redraw()

    async def act_on_card(self, card_id: str, action: str) -> None:
        """Do one of the board's actions, by its method's name, to a card that is open before the board."""
        self.selection.marked.clear()
        self.selection.to(card_id)
        method = next(getattr(c, action) for c in self.controllers if hasattr(c, action))
        await self.run(method)

    def targets(self) -> Iterator[Target]:
        """All cards on the board."""
        board = self.selection.board
        for column in board.columns:
            for card_id in board.cards_in(column.id):
                yield Target(card_id, clean_line(board.cards[card_id].title), clean_line(column.name))

    def fitting(self, text: str) -> list[str]:
        """Ids of the cards on the board that fit a filter."""
        board = self.selection.board
        ids = [card_id for column in board.columns for card_id in board.cards_in(column.id)]
        cards = [board.cards[card_id] for card_id in ids]
        return understood(text, self._around(), is_typing=True).kept(ids, cards, list(map(self._haystack, cards)))

    def go_to(self, key: str) -> None:
        """Cursor to a card."""
        self.selection.to(key)
        self.redraw()

    # Mouse

    def on_screen_suspend(self) -> None:
        """What is dragged falls nowhere on another screen."""
        self.canvas.cancel_drag()

    def on_board_canvas_picked(self, message: BoardCanvas.Picked) -> None:
        """A click goes to the card, a double click opens it."""
        if message.card:
            self.selection.to(message.card)
        else:
            self.selection.to_column(message.column)
        self.redraw()
        if message.again:
            self.do_open()

    def on_board_canvas_strip_picked(self, message: BoardCanvas.StripPicked) -> None:
        """A click on what is counted shows only that, or all again; on filter or marks it takes them away."""
        chosen = self.selection
        if self.prompt is not None:  # what is typed there may be a filter
            return
        if needle := CHIP_FILTERS.get(message.role) or (message.role == "here" and chosen.needle):
            self._finding.show_only(needle)
        elif message.role == "marked":
            chosen.marked.clear()
            self.redraw()

    def on_board_canvas_dropped(self, message: BoardCanvas.Dropped) -> None:
        """The same command as the key."""
        marked = self.selection.chosen if message.card in self.selection.marked else (message.card,)
        try:
            if reason := self.why_readonly:
                raise Refused(msg("{action}: {reason}", action=msg_in("action", "move"), reason=reason))
            column = self.selection.board.column(message.column)
            self._moving.move(marked, column, before=message.before, bottom=message.before is None)
        except Refused as refusal:
            self.say(refusal.message, "error")

    def on_board_canvas_wheeled(self, message: BoardCanvas.Wheeled) -> None:
        """The cursor goes with the wheel."""
        self.selection.by(message.lines)
        self.redraw()
