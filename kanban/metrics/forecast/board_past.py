"""A board's histories as the forecast reads them: creations, exits, starts, and the places in the queue."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.metrics.forecast.history import BoardPast, CardPast, Kind
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.model.board import Board
from kanban.model.card import Card, read_flows
from kanban.model.events import AnyEvent, Archived, Created, KindChanged, Moved, Restored, in_force, judged
from kanban.text.messages import Refused

_Rank = tuple[int, str]
"""A place on the board, lower is sooner: the columns from right to left, in a column from top to bottom."""


_PLACED = (Created, Moved, KindChanged)
"""A tuple: with a union, which is made anew for each event, asking takes five times as long."""


_DONE = ("done", "unknown")


class _Story(msgspec.Struct):
    """A card's moves and ranks while they are read."""

    card: Card
    created: float
    moves: list[tuple[float, Kind]]
    ranks: list[tuple[float, _Rank]]


def days_of(moment: datetime) -> float:
    """A moment as the forecast counts time: days since 1970."""
    return moment.timestamp() / DAY_SECONDS


def board_past(board: Board) -> BoardPast | None:
    """What a board's past is for the forecast; None for a board without cards.

    Left out are cards that were done from the first, nobody knows since when, and those whose history cannot be read.
    """
    cards = board.all_cards.values()
    read_flows(cards)
    stories = [story for card in cards if (story := _story(card)) is not None]
    if not stories:
        return None
    places = {rank: float(n) for n, rank in enumerate(sorted({rank for s in stories for _, rank in s.ranks}))}
    pasts = tuple(
        CardPast(
            key=story.card.id,
            created=story.created,
            moves=tuple(story.moves),
            places=tuple((at, places[rank]) for at, rank in story.ranks),
            begun=story.card.flow.start_unknown,
        )
        for story in stories
    )
    return BoardPast(board.slug, pasts, min(past.created for past in pasts))


def _story(card: Card) -> _Story | None:
    try:
        if card.void:
            return None
        events = [event for _, event in judged(in_force(card.events))]
    except Refused:
        return None
    story = _told(card, events)
    return None if story is None or story.moves == [(story.created, "unknown")] else story


def _told(card: Card, events: Iterable[AnyEvent]) -> _Story | None:
    story: _Story | None = None
    kind: Kind = "queue"
    rank = ""
    for event in events:
        at = event.at.timestamp() / DAY_SECONDS
        if isinstance(event, Created):
            story = _Story(card, at, [], [])
        if story is None:
            continue
        if isinstance(event, _PLACED):
            before, kind = kind, _kind_after(kind, event)
            if kind != before:
                story.moves.append((at, kind))
            rank = rank if isinstance(event, KindChanged) else event.rank
            if kind not in _DONE and (before in _DONE or not isinstance(event, KindChanged)):
                story.ranks.append((at, (-event.to.position, rank)))
        elif isinstance(event, Archived) and kind not in _DONE:
            story.moves.append((at, "dropped"))
        elif isinstance(event, Restored) and kind not in _DONE:
            story.moves.append((at, kind))
    return story


def _kind_after(before: Kind, event: Created | Moved | KindChanged) -> Kind:
    """In a column that became one of done, or where an import says so, it is not known when a card was finished."""
    kind = event.to.kind
    if kind != "done":
        return kind
    if before in _DONE:
        return before
    return "done" if not isinstance(event, KindChanged) and event.finished_by_at is None else "unknown"
