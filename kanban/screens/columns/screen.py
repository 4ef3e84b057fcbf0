"""The columns of a board in a list, and what can be done to them."""

import asyncio
from collections.abc import Callable
from functools import partial

from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, SetColumnKind, ShiftColumn
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import Board, Column
from kanban.model.events import KIND_WORDS, Kind
from kanban.model.lookup import column_named
from kanban.render.figures import differing
from kanban.screens.card.desk import Submitting
from kanban.screens.listing import ListScreen, text_row
from kanban.screens.question import Question, nothing
from kanban.screens.saving_words import state_span
from kanban.text.clean import clean_line, cut, pad
from kanban.text.dates import now
from kanban.text.glyphs import glyphs
from kanban.text.messages import Message, Refused, Words, msg, msg_in, msg_n, tr
from kanban.text.numbers import whole_number
from kanban.widgets.list_view import ListRow

NAME_CELLS, KIND_CELLS, CARDS_CELLS = 34, 10, 12
MOST_TYPED = 10**9
"""What is typed for a limit and is more is no number; of the others the command says which are limits."""
KIND_KEYS: dict[str, Kind] = {"q": "queue", "a": "active", "d": "done"}


class ColumnsScreen(ListScreen):
    """Each column in one line, from left to right."""

    NAME = "columns"

    def __init__(self, desk: Submitting) -> None:
        super().__init__()
        self._desk = desk
        self._compared: tuple[Message, ...] = ()
        """What would change if the past were judged anew, while that is asked."""

    @property
    def _board(self) -> Board:
        return self._desk.session.view

    @property
    def _here(self) -> Column:
        """The column under the cursor. Raises Refused."""
        return column_named(self._board, self.list_view.key)

    def repaint(self) -> None:
        """Paint them."""
        title = msg("{board} · columns", board=clean_line(self._board.slug))
        self.top.set(((f" {title}", "bold"),), (state_span(self._desk.session),))
        head = f" {pad(tr('column'), NAME_CELLS)} {pad(tr('kind'), KIND_CELLS)} {tr('cards, WIP limit')}"
        rows = [text_row((head, "head")), *(self._row(column) for column in self._board.columns)]
        self.list_view.set([*rows, text_row(), *(text_row((f" {words}", "")) for words in self._compared)])

    def _row(self, column: Column) -> ListRow:
        count = len(self._board.cards_in(column.id))
        cards = f"{count}/{column.wip_limit}" if column.wip_limit else str(count)
        full = column.wip_limit is not None and count >= column.wip_limit
        name = pad(cut(clean_line(column.name), NAME_CELLS, glyphs().ellipsis), NAME_CELLS)
        kind = pad(str(KIND_WORDS[column.kind]), KIND_CELLS)
        return ListRow(((((f" {name} ", "bold")), (f"{kind} ", "meta"), (cards, "full" if full else "")),), column.id)

    def on_board_changed(self) -> None:
        """By a key here, or by somebody else."""
        self.repaint()

    def _do(self, command: AnyBoardCommand, words: Words = "") -> None:
        outcome = self._desk.submit(command)
        self.repaint()
        self.say(words or outcome.message)

    # Keys

    async def do_add(self) -> None:
        """A name, then the kind by a key."""

        def named(name: str) -> None:
            if name.strip():
                self._ask_kind(msg("kind of {column}:", column=clean_line(name)), lambda kind: added(name, kind))

        def added(name: str, kind: Kind) -> None:
            self._do(AddColumn(name=name, kind=kind))

        await self.type_in(msg("new column, its name:"), "", named)

    def _ask_kind(self, text: Message, chosen: Callable[[Kind], object]) -> None:
        answers = {key: (KIND_WORDS[kind], partial(chosen, kind)) for key, kind in KIND_KEYS.items()}
        self.ask(Question(text, answers, insist=True))

    async def do_rename(self) -> None:
        """Another name."""
        column = self._here

        def done(name: str) -> None:
            self._do(RenameColumn(column=column.id, name=name))

        await self.type_in(msg("name:"), column.name, done)

    async def do_limit(self) -> None:
        """A number, or nothing."""
        column = self._here

        def done(text: str) -> None:
            typed = text.strip()
            limit = whole_number(typed, 0, MOST_TYPED)
            if typed and limit is None:
                raise Refused(msg("WIP limit: {value!r} is no number", value=clean_line(typed)[:40]))
            self._do(LimitColumn(column=column.id, wip_limit=limit))

        now_limit = str(column.wip_limit or "")
        await self.type_in(msg("WIP limit of {column} (empty: none):", column=clean_line(column.name)), now_limit, done)

    def do_kind(self) -> None:
        """Another kind: from now on, or after a look at what changes, for the past as well."""
        column = self._here
        text = msg(
            "{column} is {kind}; from now on it is:", column=clean_line(column.name), kind=KIND_WORDS[column.kind]
        )
        self._ask_kind(text, lambda kind: self._ask_past(column, kind))

    def _ask_past(self, column: Column, kind: Kind) -> None:
        if kind == column.kind:
            self.say(msg("column {column} is {kind} already", column=clean_line(column.name), kind=KIND_WORDS[kind]))
            return

        def from_now_on() -> None:
            self._do(SetColumnKind(column=column.id, kind=kind))

        answers = {
            "n": (msg_in("answer", "only from now on"), from_now_on),
            "p": (msg_in("answer", "for the past as well"), lambda: self._compare(column, kind)),
        }
        self.ask(Question(msg("judge the past by it?"), answers, insist=True))

    def _compare(self, column: Column, kind: Kind) -> None:
        command = SetColumnKind(column=column.id, kind=kind, anew=True)
        self.say(msg("comparing"))
        self.run_worker(self._ask_anew(command), group="kind", exclusive=True)

    async def _ask_anew(self, command: SetColumnKind) -> None:
        try:
            told = await asyncio.to_thread(what_changes, self._board, command, self._desk.session.user,
                                           self.kanban.plan.timezone)  # fmt: skip
        except Refused as refusal:
            self.say(refusal.message, "error")
            return
        if not self.is_attached:
            return
        self._compared = told
        self.repaint()
        self._compared = ()
        answers = {
            "y": (msg_in("answer", "judge anew"), lambda: self._do(command)),
            "n": (msg_in("answer", "leave it"), self.repaint),
        }
        self.say("")
        self.ask(Question(msg("judge the past by it, with these changes?"), answers, insist=True))

    def do_later(self) -> None:
        """One place to the right among those of its kind."""
        self._do(ShiftColumn(column=self._here.id, by=1))

    def do_earlier(self) -> None:
        """One place to the left."""
        self._do(ShiftColumn(column=self._here.id, by=-1))

    async def do_delete(self) -> None:
        """After y; where it holds cards, the column that takes them is typed."""
        column = self._here
        count = len(self._board.cards_in(column.id))
        if count:
            label = msg_n("its {n} card goes to column:", "its {n} cards go to column:", count)
            await self.type_in(label, "", lambda text: self._delete(column, text), suggest=self._column_named)
            return
        answers = {
            "y": (msg_in("answer", "delete"), lambda: self._delete(column, "")),
            "n": (msg_in("answer", "keep"), nothing),
        }
        self.ask(Question(msg("delete column {column}?", column=clean_line(column.name)), answers, insist=True))

    def _column_named(self, text: str) -> Words:
        return clean_line(column_named(self._board, text).name) if text.strip() else ""

    def _delete(self, column: Column, text: str) -> None:
        target = column_named(self._board, text).id if text.strip() else None
        self._do(DeleteColumn(column=column.id, target=target))


def what_changes(board: Board, command: SetColumnKind, user: str, zone: str) -> tuple[Message, ...]:
    """The figures that change when the past is judged anew: what they are, and what they would be. Raises Refused."""
    after = evolve(board, decide(board, Signed(command, user, now())))
    changed = differing(board, after, zone, now())
    if not changed:
        return (msg("no figure changes"),)
    return tuple(msg("{figure}: {old} -> {new}", figure=label, old=old, new=new) for label, old, new in changed)
