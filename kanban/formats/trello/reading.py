"""Boards from Trello's JSON export, with their whole known history."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from kanban.commands.imports import Import, ImportedCard
from kanban.formats.foreign_text import slug_from
from kanban.formats.older_file import refuse_older
from kanban.formats.trello.cards import History, acts_by_card
from kanban.formats.trello.columns import Layout, layout
from kanban.formats.trello.export import Export, read_export
from kanban.formats.trello.report import left_out, understood
from kanban.formats.trello.types import TCard
from kanban.formats.understood import Understood
from kanban.model.board import Board
from kanban.model.rank import series

PROGRESS_FROM = 10_000
"""Above so many cards progress is told."""
_STEP = 1_000


def load(
    path: Path,
    kinds: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
    board: Board | None = None,
) -> Understood:
    """The export in a file. Raises Refused, in one sentence naming file, field and value.

    `kinds` gives kinds of lists by name or id. `board` is the one to import into, if it is there already: kinds of
    columns that came with an earlier import stay as they are.
    """
    export = read_export(path)
    external_id = f"trello:{export.id}"
    again = board if board is not None and external_id in board.head.imports else None
    columns = layout(export, kinds, again)
    tally: Counter[str] = Counter()
    cards = _cards(export, columns, tally, progress)
    if again:
        refuse_older(export.path, export.newest_at, again, cards)
    return Understood(
        command=Import(external_id=external_id, name=export.name or export.id, columns=columns.columns, cards=cards),
        board_name=export.name,
        suggested_slug=_slug(export),
        understood=tuple(understood(export, columns, tally, cards)),
        left_out=tuple(left_out(export, tally)),
    )


def _cards(
    export: Export, columns: Layout, tally: Counter[str], progress: Callable[[int, int], None] | None
) -> tuple[ImportedCard, ...]:
    ranks, acts = _ranks(export.cards), acts_by_card(export)
    total = len(export.cards)
    out = []
    for index, card in enumerate(export.cards):
        if progress and total > PROGRESS_FROM and index % _STEP == 0:
            progress(index, total)
        out.append(History(export, columns, card, acts.get(card.id, []), ranks[card.id], tally).build())
    if progress and total > PROGRESS_FROM:
        progress(total, total)
    return tuple(out)


def _ranks(cards: list[TCard]) -> dict[str, str]:
    """Ranks by card, rising in each list as the cards stand in it."""
    lists: dict[str, list[TCard]] = {}
    for card in cards:
        lists.setdefault(card.id_list, []).append(card)
    ranks: dict[str, str] = {}
    for column in lists.values():
        column.sort(key=lambda card: card.pos if card.pos is not None else float("inf"))
        ranks |= zip([card.id for card in column], series(None, None, len(column)), strict=True)
    return ranks


def _slug(export: Export) -> str:
    slug = slug_from(export.name)
    if slug:
        return slug
    fallback = re.sub("[^a-z0-9]+", "", (export.short_link or export.id).lower())[:12]
    return f"trello-{fallback}".strip("-")
