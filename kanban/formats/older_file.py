"""A file made before the one that was imported last would take cards back to where they were."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from kanban.commands.imports import EXPORT, ImportedCard
from kanban.formats.foreign_file import refused
from kanban.model.board import Board
from kanban.model.events import Commented, Created, known_sources
from kanban.text.messages import msg


def refuse_older(path: Path, newest_at: datetime, board: Board, cards: Iterable[ImportedCard]) -> None:
    """Raise Refused where a card of the board has a newer event from a file than this file has any date."""
    sources = {card.external_id: {event.source for event in card.events} for card in cards}
    for card in board.cards.values():
        theirs = sources.get(card.external_id or "")
        if theirs is None or card.last_at <= newest_at:
            continue
        events = card.events
        for event in (events[index] for index in known_sources(events).values()):
            lasting = event.source != EXPORT and not isinstance(event, Commented | Created)
            if lasting and event.at > newest_at and event.source not in theirs:
                raise refused(
                    path,
                    msg(
                        "is older than the export imported before: its newest date is {newest:%Y-%m-%d %H:%M} UTC, "
                        "card {card} has an event of {event:%Y-%m-%d %H:%M}",
                        newest=newest_at, card=card.id, event=event.at,
                    ),
                )  # fmt: skip
