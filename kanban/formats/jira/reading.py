"""Boards from Jira's search replies: statuses are columns, issues are cards, changes of status are moves."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from kanban.commands.imports import Import, ImportedCard
from kanban.formats.foreign_file import refused
from kanban.formats.foreign_text import slug_from
from kanban.formats.jira.cards import cards_of, way_of
from kanban.formats.jira.fields import count_left
from kanban.formats.jira.pages import Reply, read_reply
from kanban.formats.jira.report import left_out, understood, unusable
from kanban.formats.jira.statuses import Statuses
from kanban.formats.jira.tickets import Ticket, tickets_of
from kanban.formats.older_file import refuse_older
from kanban.formats.understood import Understood
from kanban.formats.way_columns import layout
from kanban.model.board import Board
from kanban.model.events import Created, Moved, known_sources
from kanban.model.rank import series
from kanban.text.messages import joined, msg

EXTERNAL_ID = "jira"
"""Of every reply: pages and newer replies of the same search come as other files."""


def load(
    path: Path,
    kinds: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
    board: Board | None = None,
    *,
    more: Sequence[Path] = (),
    zone: str = "UTC",
) -> Understood:
    """The reply in a file, and in `more` files: pages of it. Raises Refused, naming file, field and value.

    `zone` is the one in which the day of a due date ends.
    """
    tally: Counter[str] = Counter()
    reply, tickets = _read((path, *more), tally)
    if not tickets:
        reasons = joined([line for line in unusable(tally) if line.count], "; ")
        raise refused(path, msg("no issue of it can be used: {reasons}", reasons=reasons or msg("there is none")))
    again = board if board is not None and EXTERNAL_ID in board.head.imports else None
    statuses = Statuses(tickets)
    ways = Counter(way_of(ticket, statuses) for ticket in tickets)
    columns = layout(statuses.found(path, ways, again), kinds, again)
    newest_at = max(date for ticket in tickets for date in ticket.dates)
    ranks = series(None, None, len(tickets))
    cards = cards_of(tickets, statuses, columns, zone, newest_at, ranks, tally)
    if again:
        refuse_older(path, newest_at, again, cards)
        _refuse_without_changelog(path, again, cards)
    tally["missing"] = max(0, reply.total - len({ticket.key for ticket in tickets}) - _unused(tally))
    name = _name(tickets) or path.stem
    return Understood(
        command=Import(external_id=EXTERNAL_ID, name=name, columns=columns.columns, cards=cards),
        board_name=name,
        suggested_slug=slug_from(name) or "jira",
        understood=tuple(understood(tickets, columns, tally, zone)),
        left_out=tuple(left_out(tally, count_left(reply.envelopes, [part.raw for part in reply.parts]))),
    )


def _read(paths: Sequence[Path], tally: Counter[str]) -> tuple[Reply, list[Ticket]]:
    reply = Reply([], [], 0)
    tickets: list[Ticket] = []
    for path in paths:
        answer = read_reply(path)
        reply = Reply(
            [*reply.parts, *answer.parts], [*reply.envelopes, *answer.envelopes], max(reply.total, answer.total)
        )
        tickets += tickets_of(path, answer.parts, tally)
    by_key = {ticket.key: ticket for ticket in sorted(tickets, key=_updated)}
    tally["twice"] += len(tickets) - len(by_key)
    first_at: dict[str, datetime] = {key: min(ticket.dates) for key, ticket in by_key.items()}
    return reply, sorted(by_key.values(), key=lambda ticket: (ticket.created_at or first_at[ticket.key], ticket.key))


def _updated(ticket: Ticket) -> datetime:
    return ticket.updated_at or max(ticket.dates)


def _unused(tally: Counter[str]) -> int:
    return tally["no key"] + tally["no status"] + tally["no date"]


def _name(tickets: Sequence[Ticket]) -> str:
    """The keys of the projects."""
    projects = list(dict.fromkeys(ticket.key.rpartition("-")[0] for ticket in tickets))
    return " ".join(project for project in projects[:3] if project)


def _refuse_without_changelog(path: Path, board: Board, cards: Sequence[ImportedCard]) -> None:
    """A changelog cannot be put under cards that were made without it: their history begins too late."""
    here = {card.external_id: card for card in board.cards.values() if card.external_id and not card.void}
    for imported in cards:
        card = here.get(imported.external_id)
        moves = [event for event in imported.events if isinstance(event, Moved)]
        if card is None or not moves:
            continue
        events = card.events
        made, created = events[0], imported.events[0]
        is_other = isinstance(made, Created) and isinstance(created, Created) and made.to.column != created.to.column
        if is_other and not known_sources(events).keys() & {move.source for move in moves}:
            raise refused(
                path,
                msg("has a changelog of {key}, which was imported without one; import it into a board of its own "
                    "with --board SLUG", key=imported.external_id),
            )  # fmt: skip
