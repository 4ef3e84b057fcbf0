"""Moving cards: one column on, to any column, within a column; full columns and moves back are asked about."""

from collections.abc import Callable

import msgspec

from kanban.commands.cards import Explain, Move
from kanban.commands.outcome import OverWip
from kanban.model.board import Board, Column
from kanban.model.events import Reason
from kanban.screens.base import Question
from kanban.screens.board_view import BoardView
from kanban.text.clean import plural
from kanban.text.messages import Refused

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class Moving(BoardView):
    """What H, L, m, J and K do."""

    def do_move_left(self) -> None:
        """One column to the left."""
        self._shift(-1, ("H", "shift+left"))

    def do_move_right(self) -> None:
        """One column to the right."""
        self._shift(1, ("L", "shift+right"))

    def _shift(self, step: int, keys: tuple[str, ...]) -> None:
        chosen = self._chosen()
        board = self.selection.board
        positions = {column.id: i for i, column in enumerate(board.columns)}
        targets: dict[int, list[str]] = {}
        for card_id in chosen:
            at = positions[board.cards[card_id].column] + step
            if 0 <= at < len(board.columns):
                targets.setdefault(at, []).append(card_id)
        if not targets:
            raise Refused(f"{'left' if step < 0 else 'right'} of here is no column")
        if len(targets) > 1:
            raise Refused("the marked cards are in several columns; m moves them all to one")
        ((at, cards),) = targets.items()
        self.move(tuple(cards), board.columns[at], keys=keys)

    def move(
        self,
        cards: tuple[str, ...],
        column: Column,
        before: str | None = None,
        bottom: bool = False,
        keys: tuple[str, ...] = (),
    ) -> None:
        """Move cards to a column; ask for leave once if it is full, and for the reason after a move back.

        The `keys` that asked for the move also answer yes.
        """
        command = Move(cards=cards, column=column.id, before=before, bottom=bottom)
        allowed = column.id in self._over_wip_asked
        try:
            words = self._moved(replace_over(command, allowed))
        except OverWip as full:
            go = lambda: self._exceed(command, column)  # noqa: E731
            answers = dict.fromkeys((*keys, "y"), ("", go))
            answers["enter"] = ("move it anyway", go)
            answers["u"] = ("", lambda: None)  # meant for this move, which has not been made
            answers["escape"] = ("leave it", lambda: None)
            self.ask(Question(f"{full}: ", answers))
            return
        if len(cards) > 1 or "over its limit" in words:
            self.say(words)

    def _exceed(self, command: Move, column: Column) -> None:
        self._over_wip_asked.add(column.id)
        self.say(self._moved(replace_over(command, True)))

    def _moved(self, command: Move) -> str:
        before = self.selection.board
        words = self.submit(command, follow=self.selection.card if self.selection.card in command.cards else None)
        to = before.place(command.column)
        back = tuple(
            card_id
            for card_id in command.cards
            if (origin := before.place(before.cards[card_id].column)).kind != "queue"
            and to.position < origin.position
            and not (origin.kind == to.kind == "done")
        )
        if back:
            self._ask_reason(back)
        return words

    def _ask_reason(self, cards: tuple[str, ...]) -> None:
        def because(reason: Reason) -> Callable[[], object]:
            return lambda: self.say(self.submit(Explain(cards=cards, reason=reason)))

        answers: dict[str, tuple[str, Callable[[], object]]] = {
            "d": ("defect", because("defect")),
            "c": ("change", because("change")),
            "p": ("parked", because("parked")),
            "m": ("mistake", because("mistake")),
            "enter": ("none", lambda: None),
        }
        what = "moved back" if len(cards) == 1 else f"{len(cards)} cards moved back"
        self.ask(Question(f"{what}, why? ", answers))

    def do_move_to(self) -> None:
        """Any column, by its letter."""
        cards = self._chosen()
        letters = column_letters(self.selection.board)
        self._letters = {f"column:{column_id}": letter for letter, column_id in letters.items()}
        self.redraw()

        def to(column_id: str) -> Callable[[], object]:
            return lambda: self._done_lettering(lambda: self.move(cards, self.selection.board.column(column_id)))

        answers: dict[str, tuple[str, Callable[[], object]]] = {
            letter: ("", to(column_id)) for letter, column_id in letters.items()
        }
        answers["escape"] = ("stays", lambda: self._done_lettering(lambda: None))
        self.ask(Question(f"move {plural(len(cards), 'card')} to the column with the letter ", answers, insist=True))

    def do_lower(self) -> None:
        """One place lower."""
        self._reorder(1)

    def do_raise(self) -> None:
        """One place higher."""
        self._reorder(-1)

    def _reorder(self, step: int) -> None:
        card = self.selection.current
        if card is None:
            raise Refused("no card here; a adds one")
        lane = self.selection.lane()
        row = lane.index(card.id) + step
        if not 0 <= row < len(lane):
            return
        after, before = (lane[row], None) if step > 0 else (None, lane[row])
        self.submit(Move(cards=(card.id,), column=card.column, after=after, before=before), follow=card.id)


def replace_over(command: Move, allowed: bool) -> Move:
    """The move, with or without leave to exceed a WIP limit."""

    return msgspec.structs.replace(command, over_wip=allowed)


def column_letters(board: Board) -> dict[str, str]:
    """A letter for each column: one of its name where there is one left, else the next free one."""
    out: dict[str, str] = {}
    for column in board.columns:
        name = [c for c in column.name.lower() if c.isascii() and c.isalpha()]
        letter = next((c for c in [*name, *LETTERS] if c not in out), None)
        if letter:
            out[letter] = column.id
    return out
