"""Boards from Trello's JSON export, with their whole known history."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from kanban.commands.imports import EXPORT, Import, ImportedCard
from kanban.formats.json_file import shown
from kanban.formats.trello.cards import History, acts_by_card
from kanban.formats.trello.columns import Layout, layout
from kanban.formats.trello.export import Export, read_export
from kanban.formats.trello.types import TCard
from kanban.model.board import Board
from kanban.model.events import Commented, Created
from kanban.model.rank import series
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, plural
from kanban.text.messages import Refused

PROGRESS_FROM = 10_000
"""Above so many cards progress is told."""
_STEP = 1_000
_ACTION_CAP = 1_000
_SLUG_LENGTH = 40


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """An export, ready to be taken over."""

    command: Import
    board_name: str
    suggested_slug: str
    """A name for a board to import into."""
    understood: tuple[str, ...]
    """What was found, a sentence a line, to be printed."""
    left_out: tuple[str, ...]
    """What is not imported or not known, with counts and reasons, to be printed."""


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
        _refuse_older(export, again, cards)
    return Understood(
        command=Import(external_id=external_id, name=export.name or export.id, columns=columns.columns, cards=cards),
        board_name=export.name,
        suggested_slug=_slug(export),
        understood=tuple(_understood(export, columns, tally, cards)),
        left_out=tuple(_left_out(export, tally)),
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


def _refuse_older(export: Export, board: Board, cards: tuple[ImportedCard, ...]) -> None:
    """An export made before the one imported last would take cards back to where they were."""
    sources = {card.external_id: {event.source for event in card.events} for card in cards}
    for card in board.cards.values():
        theirs = sources.get(card.external_id or "")
        if theirs is None or card.last_at <= export.newest_at:
            continue
        for event in card.events:
            lasting = event.source not in ("", EXPORT) and not isinstance(event, Commented | Created)
            if lasting and event.at > export.newest_at and event.source not in theirs:
                raise Refused(
                    f"{shown(export.path)}: is older than the export imported before: its newest date is "
                    f"{export.newest_at:%Y-%m-%d %H:%M} UTC, card {card.id} has an event of {event.at:%Y-%m-%d %H:%M}"
                )


def _ranks(cards: list[TCard]) -> dict[str, str]:
    """Ranks by card, rising in each list as the cards stand in it."""
    lists: dict[str, list[TCard]] = {}
    for card in cards:
        lists.setdefault(card.id_list, []).append(card)
    ranks: dict[str, str] = {}
    for held in lists.values():
        held.sort(key=lambda card: card.pos if card.pos is not None else float("inf"))
        ranks |= zip([card.id for card in held], series(None, None, len(held)), strict=True)
    return ranks


def _slug(export: Export) -> str:
    ascii_name = unicodedata.normalize("NFKD", export.name).encode("ascii", "ignore").decode()
    slug = re.sub("[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:_SLUG_LENGTH].strip("-")
    if slug:
        return slug
    fallback = re.sub("[^a-z0-9]+", "", (export.short_link or export.id).lower())[:12]
    return f"trello-{fallback}".strip("-")


def _understood(export: Export, columns: Layout, tally: Counter[str], cards: tuple[ImportedCard, ...]) -> list[str]:
    span = f", of {export.first_at:%Y-%m-%d} to {export.newest_at:%Y-%m-%d} (UTC)" if export.first_at else ""
    members = {name for card in cards for name in card.fields["members"]}
    finished = tally["archived"] - tally["dropped"]
    lines = [
        f"board {export.name or export.id}: {plural(len(cards), 'card')}, {plural(len(export.lists), 'list')}, "
        f"{plural(export.action_count, 'action')}{span}",
        *columns.words,
        f"history: {plural(tally['moves'], 'move')} between lists, {plural(tally['edits'], 'edit')}",
        f"members of cards: {', '.join(sorted(members)) if members else 'none'}",
        f"archived: {plural(tally['archived'], 'card')} ({finished} finished, {tally['dropped']} dropped)",
    ]
    arrived = tally["copyCard"] + tally["moveCardToBoard"]
    if arrived:
        lines.append(f"copied or moved here: {plural(arrived, 'card')}, whose history begins with that")
    return lines


def _left_out(export: Export, tally: Counter[str]) -> list[str]:
    here = {card.id for card in export.cards}
    gone = {a.data.card.id for a in export.acts if a.data.card and a.data.card.id} - here
    ignored = ", ".join(f"{name} {count}" for name, count in export.unused.most_common())
    capped = " (Trello exports the last 1,000 only)" if export.action_count >= _ACTION_CAP else ""
    oldest = f" ({export.first_at:%Y-%m-%d})" if export.first_at else ""
    counted = [
        (
            tally["start_unknown"],
            f"{{n}} past the queue before the oldest action that tells of them{oldest}{capped}: start unknown, "
            "left out of cycle time",
            "card",
        ),
        (
            tally["created_unknown"] - tally["no_id_date"],
            "{n} without the action of making them: created at the time their id tells",
            "card",
        ),
        (tally["no_id_date"], "{n} without any date of making them: created at the first date known", "card"),
        (tally["repaired"], "{n} no action tells of: added, at the latest time possible", "move"),
        (tally["came_back"], "{n} from another board: what happened to the card there is not known", "return"),
        (tally["before_arrival"], "{n} from before the card came to this board", "action"),
        (len(gone), "{n} not in the file any more, deleted or moved to another board", "card"),
        (export.foreign, "{n} of other boards", "action"),
        (export.doubled, "{n} in the file twice or without an id", "action"),
        (tally["members_unknown"], "{n} of a card not named in the file", "member"),
        (sum(len(c.attachments or ()) for c in export.cards), "{n}, not kept here", "attachment"),
        (sum(len(c.custom_field_items or ()) for c in export.cards), "{n}, not kept here", "custom field value"),
        (sum(export.unused.values()), f"{{n}} of types not used here: {ignored}", "action"),
    ]
    limits = {"title": TITLE_LIMIT, "checklist item": TITLE_LIMIT, "description": TEXT_LIMIT, "comment": TEXT_LIMIT}
    counted += [(tally[f"cut {what}"], f"{{n}} cut to {limit:,} characters", what) for what, limit in limits.items()]
    return [sentence.replace("{n}", plural(count, noun)) for count, sentence, noun in counted if count]
