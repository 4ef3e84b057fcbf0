"""Where the cursor is and what is marked and filtered: the part of the board screen that needs no screen."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.filter import Filter, Surroundings, understood
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.folding import folded
from kanban.text.messages import Refused


def _alone() -> Surroundings:
    return Surroundings(now())


def _title(card: Card) -> str:
    return folded(card.title)


class Selection:
    """The cursor keeps to its card when others move, and to its row when its card goes away."""

    def __init__(
        self,
        board: Board,
        haystack: Callable[[Card], str] = _title,
        around: Callable[[], Surroundings] = _alone,
    ) -> None:
        self.board = board
        self.haystack = haystack
        """What of a card is searched, folded."""
        self.around = around
        """What a filter knows beside the cards, as of now."""
        self.column = 0
        self.card: str | None = None
        self.marked: list[str] = []
        self.needle = ""
        """Filter: only cards that fit are shown; empty for all."""
        self._text, self._is_typing = "", False
        self._asked = Filter()
        self._searched: dict[str, tuple[list[Card], list[str]]] = {}
        """By column: its cards and their texts, while a filter is typed."""
        self._typed: dict[str, Mapping[str, tuple[str, ...]]] = {}
        """What was shown by what has been typed since: a letter taken back shows it again."""
        self.shown: Mapping[str, tuple[str, ...]] = {}
        """By column: ids of the cards shown."""
        self._rows: dict[str, int] = {}
        self.take(board)
        self.column = self._first_column()
        self.to_row(0)

    def _first_column(self) -> int:
        """The first active column with cards, else the first one with cards."""
        filled = [i for i in range(len(self.board.columns)) if self.cards_in(i)]
        active = [i for i in filled if self.board.columns[i].kind == "active"]
        return (active or filled or [0])[0]

    def cards_in(self, index: int | None = None) -> tuple[str, ...]:
        """Ids of the cards shown in a column, by default the cursor's."""
        columns = self.board.columns
        position = self.column if index is None else index
        return self.shown.get(columns[position].id, ()) if position < len(columns) else ()

    @property
    def current(self) -> Card | None:
        """The card under the cursor."""
        return self.board.cards.get(self.card) if self.card else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The marked cards in the order of the board, else the one under the cursor."""
        if self.marked:
            marked = set(self.marked)
            return tuple(i for c in self.board.columns for i in self.board.cards_in(c.id) if i in marked)
        return (self.card,) if self.card else ()

    def take(self, board: Board) -> None:
        """Another state of the board: keep cursor, marks and filter as far as they still make sense."""
        self.board = board
        self._filter()
        on_board = {i for i in self.marked if (c := board.cards.get(i)) and c.is_on_board}
        self.marked = [i for i in self.marked if i in on_board]
        card = self.current
        if card is not None and card.is_on_board and not card.void:
            self.column = next(i for i, c in enumerate(board.columns) if c.id == card.column)
            cards = self.cards_in()
            if card.id in cards:
                self._rows[card.column] = cards.index(card.id)
                return
        self.column = min(self.column, len(board.columns) - 1)
        self.to_row(self._rows.get(board.columns[self.column].id, 0))

    def to(self, card_id: str | None) -> None:
        """Cursor to a card; a filter that hides it is taken away."""
        card = self.board.cards.get(card_id) if card_id else None
        if card is None or not card.is_on_board:
            return
        if card.id not in self.shown.get(card.column, ()):
            self.needle = ""
            self._filter()
        self.card = card.id
        self.column = next(i for i, c in enumerate(self.board.columns) if c.id == card.column)
        self._remember()

    def to_column(self, index: int) -> None:
        """Cursor to a column, to the row it had there."""
        self.column = max(0, min(index, len(self.board.columns) - 1))
        self.to_row(self._rows.get(self.board.columns[self.column].id, 0))

    def to_row(self, row: int) -> None:
        """Cursor to a row of its column, the last one if there are fewer."""
        cards = self.cards_in()
        row = max(0, min(row, len(cards) - 1))
        self.card = cards[row] if cards else None
        self._rows[self.board.columns[self.column].id] = row

    def by(self, rows: int) -> None:
        """Cursor some rows down, or up."""
        self.to_row(self.row + rows)

    @property
    def row(self) -> int:
        """Row of the cursor in its column."""
        cards = self.cards_in()
        remembered = self._rows.get(self.board.columns[self.column].id, 0)
        if remembered < len(cards) and cards[remembered] == self.card:
            return remembered
        return cards.index(self.card) if self.card in cards else 0

    def along(self, step: int) -> None:
        """Cursor to the next or previous card shown, column by column, around the board."""
        order = [i for c in self.board.columns for i in self.shown.get(c.id, ())]
        if order:
            at = order.index(self.card) if self.card in order else -1 if step > 0 else 0
            self.to(order[(at + step) % len(order)])

    def mark(self) -> None:
        """Mark or unmark the card under the cursor."""
        if self.card in self.marked:
            self.marked.remove(self.card)
        elif self.card:
            self.marked.append(self.card)

    def mark_range(self) -> None:
        """Mark from the last marked card of this column to the cursor."""
        cards = self.cards_in()
        anchor = next((i for i in reversed(self.marked) if i in cards), None)
        if self.card is None or self.card not in cards:
            return
        if anchor is None:
            self.mark()
            return
        low, high = sorted((cards.index(anchor), cards.index(self.card)))
        self.marked += [i for i in cards[low : high + 1] if i not in self.marked]

    def filter(self, needle: str, is_typing: bool = False) -> None:
        """Show only cards that fit; the cursor goes to the nearest one shown. Raises Refused for a bad term."""
        self._asked = understood(needle, self.around(), is_typing)
        self.needle, self._text, self._is_typing = clean_line(needle), needle, is_typing
        self._show()
        if self.card not in self.cards_in():
            filled = [i for i in range(len(self.board.columns)) if self.cards_in(i)]
            if filled and not self.cards_in():
                self.column = min(filled, key=lambda i: abs(i - self.column))
            self.to_row(self._rows.get(self.board.columns[self.column].id, 0))

    def is_shown(self, card_id: str) -> bool:
        """Whether the filter shows a card of the board."""
        card = self.board.cards.get(card_id)
        return card is not None and card_id in self.shown.get(card.column, ())

    def prepare(self) -> None:
        """Make the texts that a filter looks into, before it does; may be called in a thread."""
        board = self.board
        for ids in board.order.values():
            for card_id in ids:
                self.haystack(board.cards[card_id])

    @property
    def shown_count(self) -> int:
        """How many cards are shown."""
        return sum(len(cards) for cards in self.shown.values())

    def _remember(self) -> None:
        cards = self.cards_in()
        if self.card in cards:
            self._rows[self.board.columns[self.column].id] = cards.index(self.card)

    def _filter(self) -> None:
        """Other cards, or another moment: what is late or ageing changes with time."""
        self._forget()
        with suppress(Refused):  # its milestone is no longer in the plan: what fitted fits on
            self._asked = understood(self._text, self.around(), self._is_typing) if self.needle else Filter()
        self._show()

    def _show(self) -> None:
        board = self.board
        if not self.needle:
            if not self._is_typing:  # else it is wanted again with the next letter
                self._forget()
            self.shown = board.order
            return
        if self._is_typing and self._text in self._typed:
            self.shown = self._typed[self._text]
            return
        if not self._searched:
            for column, ids in board.order.items():
                cards = [board.cards[card_id] for card_id in ids]
                self._searched[column] = cards, [self.haystack(card) for card in cards]
        self.shown = {
            column: tuple(self._asked.kept(board.order[column], cards, texts))
            for column, (cards, texts) in self._searched.items()
        }
        if self._is_typing:
            self._typed[self._text] = self.shown

    def _forget(self) -> None:
        self._searched.clear()
        self._typed.clear()
