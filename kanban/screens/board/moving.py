"""Moving cards: one column on, to any column, within a column; full columns and moves back are asked about."""

from collections.abc import Callable

import msgspec

from kanban.commands.cards import Explain, Move
from kanban.commands.outcome import Outcome, OverWip
from kanban.model.board import Board, Column
from kanban.model.events import REASON_WORDS, REWORK_REASONS, Reason
from kanban.model.flow import is_move_back
from kanban.screens.board.desk import LETTERS, BoardDesk, chosen_cards
from kanban.screens.question import Answer, Question, nothing
from kanban.text.folding import folded
from kanban.text.messages import Message, Refused, msg, msg_in, msg_n


class Moving:
    """What H, L, m, J and K do."""

    def __init__(self, desk: BoardDesk) -> None:
        self._desk = desk

    def do_move_left(self) -> None:
        """One column to the left."""
        self._shift(-1)

    def do_move_right(self) -> None:
        """One column to the right."""
        self._shift(1)

    def _shift(self, step: int) -> None:
        chosen = chosen_cards(self._desk)
        board = self._desk.selection.board
        positions = {column.id: i for i, column in enumerate(board.columns)}
        targets: dict[int, list[str]] = {}
        for card_id in chosen:
            at = positions[board.cards[card_id].column] + step
            if 0 <= at < len(board.columns):
                targets.setdefault(at, []).append(card_id)
        if not targets:
            raise Refused(msg("left of here is no column") if step < 0 else msg("right of here is no column"))
        if len(targets) > 1:
            raise Refused(msg("the marked cards are in several columns; m moves them all to one"))
        ((at, cards),) = targets.items()
        self.move(tuple(cards), board.columns[at])

    def move(self, cards: tuple[str, ...], column: Column, before: str | None = None, bottom: bool = False) -> None:
        """Move cards to a column; ask for leave once if it is full, and for the reason after a move back."""
        command = Move(cards=cards, column=column.id, before=before, bottom=bottom)
        allowed = column.id in self._desk.over_wip_columns
        try:
            outcome = self._moved(msgspec.structs.replace(command, over_wip=allowed))
        except OverWip as full:
            self._ask_leave(full, command)
            return
        if len(cards) > 1 or outcome.over_wip:
            self._desk.say(outcome.message)

    def _ask_leave(self, full: OverWip, command: Move) -> None:
        def exceed() -> None:
            self._desk.over_wip_columns.add(command.column)
            self._desk.say(self._moved(msgspec.structs.replace(command, over_wip=True)).message)

        def leave() -> None:
            self._desk.say(msg_n("{n} card stays where it is", "{n} cards stay where they are", len(command.cards)))

        answers: dict[str, Answer] = {
            "enter": (msg_in("answer", "move it anyway"), exceed),
            "y": ("", exceed),
            "u": ("", leave),  # meant for this move, which has not been made
            "escape": (msg_in("answer", "leave it"), leave),
        }
        self._desk.ask(Question(msg("{reason}:", reason=full.message), answers))

    def _moved(self, command: Move) -> Outcome:
        before, cursor = self._desk.selection.board, self._desk.selection.card
        outcome = self._desk.submit(command, follow=cursor if cursor in command.cards else None)
        to = before.place(command.column)
        back = tuple(i for i in command.cards if is_move_back(before.place(before.cards[i].column), to))
        if back:
            self._ask_reason(back)
        return outcome

    def _ask_reason(self, cards: tuple[str, ...]) -> None:
        def because(reason: Reason) -> Callable[[], object]:
            def explain() -> None:
                self._desk.submit(Explain(cards=cards, reason=reason))
                self._desk.say(_taken(reason))

            return explain

        answers: dict[str, Answer] = {
            "d": (REASON_WORDS["defect"], because("defect")),
            "c": (REASON_WORDS["change"], because("change")),
            "p": (REASON_WORDS["parked"], because("parked")),
            "m": (REASON_WORDS["mistake"], because("mistake")),
            "enter": (msg_in("answer", "none"), lambda: self._desk.say(_taken("unspecified"))),
        }
        self._desk.ask(Question(msg_n("moved back, why?", "{n} cards moved back, why?", len(cards)), answers))

    def do_move_to(self) -> None:
        """Any column, by its letter."""
        cards, board = chosen_cards(self._desk), self._desk.selection.board
        letters = column_letters(board)
        self._desk.show_letters({f"column:{column_id}": letter for letter, column_id in letters.items()})

        def to(column_id: str) -> Callable[[], object]:
            return lambda: self.move(cards, self._desk.selection.board.column(column_id))

        answers: dict[str, Answer] = {letter: ("", to(column_id)) for letter, column_id in letters.items()}
        answers["escape"] = (msg_in("answer", "stays"), nothing)
        text = msg_n(
            "move {n} card to the column with the letter", "move {n} cards to the column with the letter", len(cards)
        )
        self._desk.ask(Question(text, answers, insist=True))

    def do_lower(self) -> None:
        """One place lower."""
        self._reorder(1)

    def do_raise(self) -> None:
        """One place higher."""
        self._reorder(-1)

    def _reorder(self, step: int) -> None:
        card = self._desk.selection.current
        if card is None:
            raise Refused(msg("no card here; a adds one"))
        cards = self._desk.selection.cards_in()
        row = cards.index(card.id) + step
        if not 0 <= row < len(cards):
            return
        after, before = (cards[row], None) if step > 0 else (None, cards[row])
        self._desk.submit(Move(cards=(card.id,), column=card.column, after=after, before=before), follow=card.id)


def _taken(reason: Reason) -> Message:
    """What a reason for a move back does to the rework rate."""
    if reason in REWORK_REASONS:
        return msg("reason: {reason}, which counts as rework", reason=REASON_WORDS[reason])
    return msg("reason: {reason}, which is no rework", reason=REASON_WORDS[reason])


def column_letters(board: Board) -> dict[str, str]:
    """A letter for each column: one of its name where there is one left, else the next free one.

    None gets `m`: it leads to the question, and would answer it if it is held down.
    """
    out: dict[str, str] = {}
    for column in board.columns:
        name = [c for c in folded(column.name) if c.isascii() and c.isalpha()]
        letter = next((c for c in [*name, *LETTERS] if c not in out and c != "m"), None)
        if letter:
            out[letter] = column.id
    return out
