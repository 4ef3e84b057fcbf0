"""What a Trello export holds, as far as it is used: typed, checked, actions oldest first."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kanban.formats import foreign_file, json_file
from kanban.formats.trello.fields import count_left
from kanban.formats.trello.types import Action, Checklist, Data, File, Label, Old, OldKeys, Ref, TCard, TList
from kanban.text.clean import clean_line
from kanban.text.messages import msg

ARRIVALS = frozenset(("createCard", "copyCard", "emailCard", "convertToCardFromCheckItem", "moveCardToBoard"))
"""Actions by which a card comes to be on the board."""
USED = ARRIVALS | {"updateCard", "commentCard", "copyCommentCard", "updateList", "deleteCard", "moveCardFromBoard"}
NOBODY = "trello"
"""Who did what the export names nobody for."""

_OBJECT_ID = re.compile("[0-9a-f]{24}", re.IGNORECASE | re.ASCII)
_ID_LIMIT = 100
_FIRST_ID = datetime(2008, 1, 1, tzinfo=UTC)
_KEPT_OF_CARD = frozenset(field.encode_name for field in msgspec.structs.fields(Old))
_KEPT_OF_LIST = frozenset(("closed",))
_WHAT = msg("a Trello board export")


@dataclass(frozen=True, slots=True)
class Act:
    """An action that is used: when, who, what."""

    id: str
    type: str
    at: datetime
    by: str
    data: Data
    before: str | None
    after: str | None
    """Lists that an updateCard took the card from and to."""
    arrived: str | None
    """List in which an arrival put the card."""


@dataclass
class Export:
    """A whole export."""

    path: Path
    id: str
    name: str
    short_link: str
    lists: list[TList]
    cards: list[TCard]
    """Those of work."""
    templates: list[TCard]
    """Those that others are made from."""
    left: Counter[str]
    """Values of fields that are not kept, by field."""
    people: dict[str, str]
    labels: dict[str, Label]
    checklists: dict[str, list[Checklist]]
    acts: list[Act] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    other_changes: Counter[str] = field(default_factory=Counter)
    """Changes of fields that are not kept, by field."""
    foreign: int = 0
    """Actions of other boards."""
    doubled: int = 0
    first_at: datetime | None = None
    newest_at: datetime = _FIRST_ID
    action_count: int = 0

    def born(self, card_id: str) -> datetime | None:
        """When a card was made, by the time that Trello's ids begin with; None where it tells none."""
        if not _OBJECT_ID.fullmatch(card_id):
            return None
        made = datetime.fromtimestamp(int(card_id[:8], 16), UTC)
        return made if _FIRST_ID <= made <= self.newest_at + timedelta(days=1) else None


def read_export(path: Path) -> Export:
    """The export in a file. Raises Refused naming file, field and value."""
    content = json_file.read(path)
    file = json_file.decode(path, content, File, _WHAT)
    board_id = file.id or (file.board.id if file.board else None)
    if not board_id:
        raise foreign_file.refused(path, msg("has no {key!r}, so it is not {what}", key="id", what=_WHAT))
    _check_ids(path, file, board_id)
    export = Export(
        path=path,
        id=board_id,
        name=clean_line(file.name or (file.board.name if file.board else None) or ""),
        short_link=clean_line(file.short_link or ""),
        lists=file.lists,
        cards=[card for card in file.cards if not card.is_template],
        templates=[card for card in file.cards if card.is_template],
        left=count_left(path, content, _WHAT),
        people={m.id: m.label for m in file.members or () if m.id and m.label},
        labels={label.id: label for label in file.labels or () if label.id},
        checklists={},
    )
    for checklist in file.checklists or ():
        export.checklists.setdefault(checklist.id_card or "", []).append(checklist)
    _take_dates(export, file)
    _take_actions(export, file.actions or [])
    return export


def _check_ids(path: Path, file: File, board_id: str) -> None:
    ids: list[tuple[str, str]] = [("id", board_id)]
    ids += [(f"lists[{i}].id", column.id) for i, column in enumerate(file.lists)]
    ids += [(f"cards[{i}].id", card.id) for i, card in enumerate(file.cards)]
    seen: set[tuple[str, str]] = set()
    for where, value in ids:
        if not _is_id(value):
            raise foreign_file.refused(path, msg("{field}: {value} is no id", field=where, value=_shown(value)))
        if (where[:5], value) in seen:
            raise foreign_file.refused(path, msg("{field}: {value} is there twice", field=where, value=_shown(value)))
        seen.add((where[:5], value))
    lists = {column.id for column in file.lists}
    for i, card in enumerate(file.cards):
        if card.id_list not in lists:
            field, value = f"cards[{i}].idList", _shown(card.id_list)
            raise foreign_file.refused(path, msg("{field}: {value} is no list of the file", field=field, value=value))


def _shown(text: str) -> str:
    text = clean_line(text)
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _take_dates(export: Export, file: File) -> None:
    """Dates of cards in UTC, and the newest of board, cards and actions: the file's own where none of them has any."""
    path, dates = export.path, []
    if file.date_last_activity is not None:
        dates.append(json_file.moment(path, file.date_last_activity, "dateLastActivity"))
    for i, card in enumerate(file.cards):
        if card.due is not None:
            card.due = json_file.moment(path, card.due, f"cards[{i}].due")
        if card.date_last_activity is not None:
            card.date_last_activity = json_file.moment(path, card.date_last_activity, f"cards[{i}].dateLastActivity")
            dates.append(card.date_last_activity)
    actions = file.actions or []
    for i, action in enumerate(actions):
        action.date = json_file.moment(path, action.date, f"actions[{i}].date")
        dates.append(action.date)
    export.first_at = min((action.date for action in actions), default=None)
    export.action_count = len(actions)
    export.newest_at = max(dates) if dates else _made_at(path, file.timestamp)


def _made_at(path: Path, timestamp: msgspec.Raw) -> datetime:
    try:
        made = datetime.fromtimestamp(msgspec.json.decode(timestamp, type=int), UTC)
        if made.year in json_file.YEARS:
            return made
    except (msgspec.MsgspecError, ValueError, OverflowError, OSError, RecursionError):
        pass  # not a field of Trello's own; where it holds something else, the file's time will do
    made = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    return made if made.year in json_file.YEARS else _FIRST_ID


def _take_actions(export: Export, actions: list[Action]) -> None:
    """Actions in use, oldest first; those of one moment in the reverse of their order in the file."""
    seen: set[str] = set()
    for action in actions:
        maker = action.member_creator
        if maker and maker.id and maker.label:
            export.people.setdefault(maker.id, maker.label)
    for index in range(len(actions) - 1, -1, -1):
        action = actions[index]
        action.id = clean_line(action.id)[:_ID_LIMIT]
        if action.id in seen or not action.id:
            export.doubled += 1
            continue
        seen.add(action.id)
        if action.type not in USED:
            export.unused[clean_line(action.type)[:40]] += 1
            continue
        data = json_file.part(export.path, action.data, Data, f"actions[{index}].data")
        if data.board and data.board.id and data.board.id != export.id:
            export.foreign += 1
            continue
        _check_due(export.path, data, f"actions[{index}].data")
        _count_other_changes(export, action, f"actions[{index}].data")
        export.acts.append(_act(export, action, data))
    export.acts.sort(key=lambda act: act.at)


def _count_other_changes(export: Export, action: Action, where: str) -> None:
    """Changes of what is not kept: of a card its place in its list or its cover, of a list all but its closing."""
    of_list = action.type == "updateList"
    kept = _KEPT_OF_LIST if of_list else _KEPT_OF_CARD
    for name in json_file.part(export.path, action.data, OldKeys, where).old or ():
        if name not in kept:
            export.other_changes[("list." if of_list else "") + clean_line(name)[:40]] += 1


def _check_due(path: Path, data: Data, where: str) -> None:
    if data.card and isinstance(data.card.due, datetime):
        data.card.due = json_file.moment(path, data.card.due, f"{where}.card.due")
    if data.old and isinstance(data.old.due, datetime):
        data.old.due = json_file.moment(path, data.old.due, f"{where}.old.due")


def _act(export: Export, action: Action, data: Data) -> Act:
    maker = action.member_creator
    by = (maker.label if maker else "") or export.people.get(action.id_member_creator or "", NOBODY)
    before = after = arrived = None
    if action.type == "updateCard":
        before = _list_id(data.list_before)
        after = _list_id(data.list_after)
        if before is None and data.old and isinstance(data.old.id_list, str):
            before = _list_id(Ref(data.old.id_list))
            after = after or _list_id(Ref(data.card.id_list) if data.card else None)
    elif action.type in ARRIVALS:
        arrived = _list_id(data.list)
    return Act(action.id, action.type, action.date, by, data, before, after, arrived)


def _list_id(ref: Ref | None) -> str | None:
    return ref.id if ref and ref.id and _is_id(ref.id) else None


def _is_id(text: str) -> bool:
    return text.isprintable() and 1 <= len(text) <= _ID_LIMIT
