"""What is said about an import: what was understood, what is not known, what is not kept."""

from collections import Counter

from kanban.commands.imports import ImportedCard
from kanban.formats.field_fates import NAMES
from kanban.formats.foreign_text import WORD_LIMIT
from kanban.formats.trello.columns import Layout
from kanban.formats.trello.export import Export
from kanban.formats.trello.fields import told_lines
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT
from kanban.text.messages import Message, joined, msg, msg_in, msg_n

_ACTION_CAP = 1_000
"""Trello exports no more actions than that."""


def understood(export: Export, columns: Layout, tally: Counter[str], cards: tuple[ImportedCard, ...]) -> list[Message]:
    """What was found in the export, a sentence a line; columns last, for their kinds are guesses to be looked at."""
    members = sorted({name for card in cards for name in card.fields["members"]})
    finished = tally["archived"] - tally["dropped"]
    moves = msg_n("{n} move", "{n} moves", tally["moves"])
    edits = msg_n("{n} edit", "{n} edits", tally["edits"])
    return [
        _board_line(export, len(cards)),
        msg("history: {moves} between lists, {edits}", moves=moves, edits=edits),
        msg("members of cards: {names}", names=joined(members) or msg_in("members", "none")),
        msg_n(
            "archived: {n} card ({finished} finished, {dropped} dropped)",
            "archived: {n} cards ({finished} finished, {dropped} dropped)",
            tally["archived"], finished=finished, dropped=tally["dropped"],
        ),
        *(line for line in _taken_as(tally) if line.count),
        *columns.report,
    ]  # fmt: skip


def _taken_as(tally: Counter[str]) -> list[Message]:
    """What has another sense here than there."""
    return [
        msg_n(
            "copied or moved here: {n} card, whose history begins with that",
            "copied or moved here: {n} cards, whose history begins with that",
            tally["copyCard"] + tally["moveCardToBoard"],
        ),
        msg_n(
            "{n} move back to a list whose name says put off: reason parked, not rework",
            "{n} moves back to a list whose name says put off: reason parked, not rework",
            tally["parked"],
        ),
        msg_n(
            "{n} due date ticked as complete: no longer due, it stands in the card's history",
            "{n} due dates ticked as complete: no longer due, they stand in the cards' histories",
            tally["ticked"],
        ),
        msg_n(
            "{n} card ticked as complete outside the done columns: not finished here",
            "{n} cards ticked as complete outside the done columns: not finished here",
            tally["ticked_open"],
        ),
    ]


def _board_line(export: Export, cards: int) -> Message:
    line = msg(
        "board {name}: {cards}, {lists}, {actions}", name=export.name or export.id,
        cards=msg_n("{n} card", "{n} cards", cards),
        lists=msg_n("{n} list", "{n} lists", len(export.lists)),
        actions=msg_n("{n} action", "{n} actions", export.action_count),
    )  # fmt: skip
    if export.first_at is None:
        return line
    return msg(
        "{board}, of {first:%Y-%m-%d} to {last:%Y-%m-%d} (UTC)", board=line, first=export.first_at,
        last=export.newest_at,
    )  # fmt: skip


def left_out(export: Export, tally: Counter[str]) -> list[Message]:
    """What is not known, and what is not kept; each with its count, where there is any."""
    return [line for line in (*_unknown(export, tally), *_not_kept(export, tally), *_cut(tally)) if line.count]


def _unknown(export: Export, tally: Counter[str]) -> list[Message]:
    return [
        _past_the_queue(export, tally["start_unknown"]),
        msg_n(
            "{n} card in a done column, no action tells since when: finish unknown, in no dated figure",
            "{n} cards in done columns, no action tells since when: finish unknown, in no dated figure",
            tally["finish_unknown"],
        ),
        msg_n(
            "{n} card without the action of making them: created at the time their id tells",
            "{n} cards without the action of making them: created at the time their id tells",
            tally["created_unknown"] - tally["no_id_date"],
        ),
        msg_n(
            "{n} card without any date of making it: creation unknown, left out of lead time",
            "{n} cards without any date of making them: creation unknown, left out of lead time",
            tally["no_id_date"],
        ),
        msg_n(
            "{n} move no action tells of: added, at the latest time possible",
            "{n} moves no action tells of: added, at the latest time possible",
            tally["repaired"],
        ),
        msg_n(
            "{n} return from another board: what happened to the card there is not known",
            "{n} returns from another board: what happened to the card there is not known",
            tally["came_back"],
        ),
    ]


def _past_the_queue(export: Export, count: int) -> Message:
    return msg_n(
        "{n} card past the queue before {oldest}: start unknown, left out of cycle time",
        "{n} cards past the queue before {oldest}: start unknown, left out of cycle time",
        count,
        oldest=_oldest(export),
    )


def _oldest(export: Export) -> Message:
    if export.first_at is None:
        return msg("the oldest action that tells of them")
    oldest = msg("the oldest action that tells of them ({date:%Y-%m-%d})", date=export.first_at)
    capped = export.action_count >= _ACTION_CAP
    return msg("{oldest} (Trello exports the last 1,000 only)", oldest=oldest) if capped else oldest


def _not_kept(export: Export, tally: Counter[str]) -> list[Message]:
    here = {card.id for card in (*export.cards, *export.templates)}
    gone = {a.data.card.id for a in export.acts if a.data.card and a.data.card.id} - here
    unused = joined(f"{name} {count}" for name, count in export.unused.most_common())
    changes = joined(f"{name} {count}" for name, count in export.other_changes.most_common(NAMES))
    return [
        msg_n("{n} template, no card of work", "{n} templates, no cards of work", len(export.templates)),
        msg_n(
            "{n} action from before the card came to this board", "{n} actions from before the card came to this board",
            tally["before_arrival"],
        ),
        msg_n(
            "{n} card not in the file any more, deleted or moved to another board",
            "{n} cards not in the file any more, deleted or moved to another board",
            len(gone),
        ),
        msg_n("{n} action of other boards", "{n} actions of other boards", export.foreign),
        msg_n(
            "{n} action in the file twice or without an id", "{n} actions in the file twice or without an id",
            export.doubled,
        ),
        msg_n(
            "{n} member of a card not named in the file", "{n} members of a card not named in the file",
            tally["members_unknown"],
        ),
        msg_n(
            "{n} label of a card without name and colour in the file",
            "{n} labels of cards without name and colour in the file",
            tally["labels_unknown"],
        ),
        msg_n(
            "{n} name of a checklist, where a card has only one", "{n} names of checklists, where a card has only one",
            tally["checklist_name"],
        ),
        *told_lines(export.left),
        msg_n(
            "{n} change of fields not kept here: {fields}", "{n} changes of fields not kept here: {fields}",
            sum(export.other_changes.values()), fields=changes,
        ),
        msg_n(
            "{n} action of types not used here: {types}", "{n} actions of types not used here: {types}",
            sum(export.unused.values()), types=unused,
        ),
    ]  # fmt: skip


def _cut(tally: Counter[str]) -> list[Message]:
    return [
        msg_n(
            "{n} title cut to {most:,} characters", "{n} titles cut to {most:,} characters", tally["cut title"],
            most=TITLE_LIMIT,
        ),
        msg_n(
            "{n} tag or member cut to {most:,} characters", "{n} tags or members cut to {most:,} characters",
            tally["cut word"], most=WORD_LIMIT,
        ),
        msg_n(
            "{n} checklist item cut to {most:,} characters", "{n} checklist items cut to {most:,} characters",
            tally["cut checklist item"], most=TITLE_LIMIT,
        ),
        msg_n(
            "{n} description cut to {most:,} characters", "{n} descriptions cut to {most:,} characters",
            tally["cut description"], most=TEXT_LIMIT,
        ),
        msg_n(
            "{n} comment cut to {most:,} characters", "{n} comments cut to {most:,} characters", tally["cut comment"],
            most=TEXT_LIMIT,
        ),
    ]  # fmt: skip
