"""What was done to cards, told from the events alone: the same words when it is done, undone and redone."""

from collections.abc import Mapping

from kanban.commands.outcome import titles
from kanban.model import events as ev
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.events import AnyEvent
from kanban.model.fields import FIELDS
from kanban.model.work_log import work_text
from kanban.text.messages import Message, joined, msg, msg_n

Changes = Mapping[str, tuple[AnyEvent, ...]]
"""Events by card."""


def described(board: Board, changes: Changes) -> Message:
    """What the events of one command did, in the past tense. `board` names cards and columns."""
    cards = [board.cards[card_id] for card_id in changes if card_id in board.cards]
    events = [event for some in changes.values() for event in some if not isinstance(event, ev.Voided | ev.Explained)]
    if not events:
        return msg("nothing changed")
    first, what = events[0], titles(cards)
    match first:
        case ev.Created():
            name = _column(board, first.to.column)
            if len(changes) > 1:
                return msg("added {cards} to {column}", cards=_cards(len(changes)), column=name)
            return msg('added "{title}" to {column}', title=first.card.title, column=name)
        case ev.Moved():
            return _moved(board, cards, first)
        case ev.Edited():
            names = {event.field for event in events if isinstance(event, ev.Edited)}
            fields = joined(field.label for field in FIELDS.values() if field.name in names)
            return msg("edited {fields} of {cards}", fields=fields, cards=what)
        case ev.Blocked():
            return msg("blocked {cards}: {why}", cards=what, why=first.why)
        case ev.Unblocked():
            return msg("unblocked {cards}", cards=what)
        case ev.Commented():
            return msg("commented on {cards}", cards=what)
        case ev.Logged():
            return msg("logged {time} on {cards}", time=work_text(first.minutes), cards=what)
        case ev.Archived():
            return _archived(cards)
        case ev.Restored():
            return msg("took {cards} out of the archive", cards=what)
    return msg("changed {cards}", cards=what)


def _cards(count: int) -> Message:
    return msg_n("{n} card", "{n} cards", count)


def _moved(board: Board, cards: list[Card], first: ev.Moved) -> Message:
    column, what = _column(board, first.to.column), titles(cards)
    if first.origin.column == first.to.column:
        return msg("put {cards} elsewhere in {column}", cards=what, column=column)
    return msg("moved {cards} to {column}", cards=what, column=column)


def _archived(cards: list[Card]) -> Message:
    dropped = sum(not card.flow.is_finished for card in cards)
    what = titles(cards)
    if not dropped:
        return msg("archived {cards}", cards=what)
    return msg_n(
        "archived {cards} ({n} unfinished: dropped)", "archived {cards} ({n} unfinished: dropped)", dropped, cards=what
    )


def _column(board: Board, column_id: str) -> str:
    return next((column.name for column in board.head.columns if column.id == column_id), column_id)
