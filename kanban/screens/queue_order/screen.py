"""The order of a driver's queue that serves the milestones best, beside the driver's own; made beside the screen."""

import asyncio
from collections.abc import Sequence

from kanban.commands.undo import Redo, Undo
from kanban.metrics.insight.queue_order import Served, Waiting, column_order, is_own, proposed
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.rollup.on_demand import on_demand
from kanban.model.board import Board
from kanban.screens.card.desk import CardDesk
from kanban.screens.listing import ListScreen, text_row
from kanban.screens.queue_order.rows import CARD, Proposal, detail, heads, rows, take_over
from kanban.screens.registry import actions_of
from kanban.screens.saving_words import state_span
from kanban.screens.shared_rollup import SharedRollup
from kanban.screens.unread import UNREAD, why_unread
from kanban.text.clean import clean_line
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, msg, msg_n
from kanban.widgets.line import Line

_Places = tuple[tuple[str, str, str | None], ...]


class QueueOrderScreen(ListScreen):
    """Of the roll-up as it was read last: once at first, and again when the own queue has changed."""

    NAME = "queue_order"
    TOP_LINES = ("top", "heads")
    PANE_LINES = 4

    def __init__(self, desk: CardDesk, shared: SharedRollup) -> None:
        super().__init__()
        self._desk, self._shared = desk, shared
        self._rollup: RollUp | None = None
        self._board: Board | None = None
        """As it was read for the proposal."""
        self._queue: Sequence[Waiting] = ()
        self._served: dict[str, Served] = {}
        self._is_whole = False
        self._failure: Words = ""

    def on_mount(self) -> None:
        """Read and reckon."""
        self.list_view.moved = self._paint_pane
        self._reckon_anew()

    def on_unmount(self) -> None:
        """Nothing more is wanted."""
        self._shared.forecasting.end_simulation()

    # Reckoning

    def on_board_changed(self) -> None:
        """By a key here, or by somebody else: another queue is ordered anew."""
        is_other = self._board is not None and _places(self._desk.session.view) != _places(self._board)
        if is_other or self._failure:
            self._reckon_anew()
        else:
            self.repaint()

    def on_screen_resume(self) -> None:
        """A card that was open may have been changed there."""
        super().on_screen_resume()
        if self.is_mounted:
            self.on_board_changed()

    def _reckon_anew(self) -> None:
        self._shared.forecasting.end_simulation()
        self._is_whole, self._failure = False, ""
        self.run_worker(self._reckon(), group="queue_order", exclusive=True)
        self.repaint()

    async def _reckon(self) -> None:
        try:
            await asyncio.to_thread(self._read)
            await self._serve()
        except UNREAD as error:  # a proposal of before says nothing of the queue as it is
            self._failure, self._rollup, self._board, self._queue = why_unread(error), None, None, ()
        self._is_whole = True
        if self.is_attached:
            self.repaint()

    async def _serve(self) -> None:
        """What the proposal does to the milestones, one after the other."""
        assert self._rollup is not None  # it has just been read
        assert self._board is not None
        steps = self._shared.forecasting.serve(self._board, self._rollup, self._queue)
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            self._served[step.state.milestone.id] = step
            if self.is_attached:
                self.repaint()

    def _read(self) -> None:
        """The roll-up and the proposal: a thread's work. Raises StoreError."""
        slug = self._desk.session.ref
        seen = self._shared.feed.look(force=True, plan=self.kanban.plan)
        assert seen is not None  # all of it was asked for
        rollup = seen[1]
        board = next((each for each in rollup.boards if each.slug == slug), None)
        if board is None:
            raise Refused(msg("board {board} cannot be read", board=slug))
        demand = on_demand(board)
        board = demand.load() if demand is not None else board  # here, not while it is painted
        queue = proposed(board, rollup)
        self._rollup, self._board, self._queue, self._served = rollup, board, queue, {}

    # Painting

    @property
    def _shown(self) -> Proposal | None:
        if self._rollup is None or self._board is None:
            return None
        keys = {action.id: action.shown_key for action in actions_of(self.NAME)}
        return Proposal(
            rollup=self._rollup,
            board=self._board,
            queue=self._queue,
            served=self._served,
            is_whole=self._is_whole,
            zone=self.kanban.zone,
            cells=self.size.width,
            signs=glyphs(),
            take_over_key=keys["queue_order.take_over"],
        )

    def repaint(self) -> None:
        """Paint all of it."""
        if self.is_emptied:
            return
        board = self._desk.session.view
        title = msg("{board} · queue order", board=clean_line(board.slug))
        shown = self._shown
        self.top.set(((f" {title}", "bold"),), ((f"{self._progress(shown)}  ", "meta"), state_span(self._desk.session)))
        self.query_one("#heads", Line).set(heads(shown) if shown is not None and shown.queue else ())
        if shown is None:
            words = self._failure or msg("reading the boards")
            self.list_view.set([text_row((f" {clean_line(str(words))}", "error" if self._failure else "meta"))])
        else:
            self.list_view.set([*rows(shown)])
        self._paint_pane()

    def _progress(self, shown: Proposal | None) -> Words:
        """How far it is, and at the end how many cards change places."""
        if shown is None:
            return ""
        if not shown.is_whole:
            return msg_n("reckoning, {n} milestone known", "reckoning, {n} milestones known", len(shown.served))
        if is_own(shown.queue):
            return msg("the queue stands in this order already") if shown.queue else ""
        count = sum(queued.place != place for place, queued in enumerate(shown.queue, 1))
        return msg_n("{n} card changes places", "{n} cards change places", count)

    def _paint_pane(self) -> None:
        shown = self._shown
        self.set_pane(detail(self.list_view.key, shown) if shown is not None else ())

    # Keys

    def _card_here(self) -> str:
        key = self.list_view.key
        if not key.startswith(CARD):
            raise Refused(msg("the cursor is on no card"))
        return key.removeprefix(CARD)

    def do_open(self) -> None:
        """The card view."""
        from kanban.screens.card.screen import CardScreen

        card = self._card_here()
        self.app.push_screen(CardScreen(self._desk, card))

    def do_take_over(self) -> None:
        """The proposed order for the column of the card under the cursor. Raises Refused."""
        board, card = self._desk.session.view, self._card_here()
        queued = next((each for each in self._queue if each.card.card.id == card), None)
        column = queued.card.card.column if queued is not None else ""
        if not column or sorted(column_order(self._queue, column)) != sorted(board.cards_in(column)):
            raise Refused(msg("the board has changed meanwhile; the proposal is being made anew"))
        name = clean_line(board.column(column).name)
        command = take_over(board, column, self._queue)
        if command is None:
            raise Refused(msg("{column} stands in the proposed order", column=name))
        count = len(self._desk.submit(command).events)
        self.say(
            msg_n(
                "{column} is in the proposed order, {n} card was moved; undo takes it back",
                "{column} is in the proposed order, {n} cards were moved; undo takes it back",
                count,
                column=name,
            )
        )

    def do_undo(self) -> None:
        """The last change of the board."""
        self.say(self._desk.submit(Undo()).message)

    def do_redo(self) -> None:
        """What was undone."""
        self.say(self._desk.submit(Redo()).message)


def _places(board: Board) -> _Places:
    """What the proposal is made of: the cards in queue columns as they stand, and their work packages."""
    return tuple(
        (column.id, card, board.cards[card].work_package)
        for column in board.columns
        if column.kind == "queue"
        for card in board.cards_in(column.id)
    )
