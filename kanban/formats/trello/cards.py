"""A card's history out of the actions about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from kanban.commands.imports import ImportedCard
from kanban.formats.foreign_text import WORD_LIMIT, cut, title_of
from kanban.formats.trello.columns import Layout
from kanban.formats.trello.export import ARRIVALS, NOBODY, Act, Export
from kanban.formats.trello.types import CheckItem, Checklist, Label, TCard
from kanban.model import events as ev
from kanban.model.fields import CardFields, Item
from kanban.model.flow import is_move_back
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, clean, clean_line

_COMMENTS = ("commentCard", "copyCommentCard")


class History:
    """Builds the events of one card, oldest first; what could not be known is counted in `tally`."""

    def __init__(
        self, export: Export, layout: Layout, card: TCard, acts: list[Act], rank: str, tally: Counter[str]
    ) -> None:
        self.export, self.layout, self.card, self.rank, self.tally = export, layout, card, rank, tally
        self.acts = acts
        self.events: list[ev.AnyEvent] = []
        self.fields = fields_of(export, card, tally)
        self.archived: int | None = None
        self.start_unknown = self.finish_unknown = False
        self.is_told = True
        """Whether an action says when the card came to where it is."""

    def build(self) -> ImportedCard:
        """The card with its whole history."""
        first = self._create()
        for act in self.acts:
            if act is not first:
                self._take(act)
        self._end()
        if self.start_unknown:
            created = self.events[0]
            assert isinstance(created, ev.Created)
            self.events[0] = _replaced(created, start_unknown=True)
            self.tally["start_unknown"] += 1
        self.tally["finish_unknown"] += self.finish_unknown
        if self.card.due_complete:
            self.tally["ticked"] += self.card.due is not None
            self.tally["ticked_open"] += self.place.kind != "done"
        return ImportedCard(
            external_id=self.card.id, events=tuple(self.events), fields=self.fields, known_at=self.known_at
        )

    def _create(self) -> Act | None:
        """The first event, from the action that tells of it or from what else is known; returns that action."""
        is_born = True
        placing = next((i for i, act in enumerate(self.acts) if act.type in ARRIVALS or act.after), None)
        first = self.acts[placing] if placing is not None else None
        if first is not None and placing is not None and first.type in ARRIVALS:
            if first.type == "moveCardToBoard":
                self.tally["before_arrival"] += placing
                self.acts = self.acts[placing:]
            self.tally[first.type] += 1
            list_id, self.is_told = first.arrived or self._next_before() or self.card.id_list, first.arrived is not None
            at, by, source = first.at, first.by, first.id
        else:
            first_known = first.before if first else None
            list_id, self.is_told = first_known or self.card.id_list, False
            first = None
            is_born = self.export.born(self.card.id) is not None
            at, by, source = self._born(), NOBODY, self.card.id
            self.tally["created_unknown"] += 1
        self.due, self.is_ticked = _first_due(self.card, self.acts)
        due_at = None if self.is_ticked else self.due
        self.state = {**self.fields, **_first_values(self.acts), "due_at": due_at}
        self.place = self.layout.places[list_id]
        self.start_unknown = not self.is_told and self.place.kind != "queue"
        self.finish_unknown = not self.is_told and self.place.kind == "done"
        self.seen_active = self.place.kind == "active"
        self.known_at = self._known_at(at)
        left_at = next((act.at for act in self.acts if act.before or act.after), self.known_at)
        self.events.append(
            ev.Created(
                at=at,
                by=by,
                source=source,
                to=self.place,
                rank=self.rank,
                external_id=self.card.id,
                card=CardFields(**self.state),
                finished_by_at=max(at, left_at) if self.finish_unknown else None,
                created_unknown=not is_born or (first is not None and first.type == "moveCardToBoard"),
            )
        )
        return first

    def _known_at(self, made_at: datetime) -> datetime:
        """What the card's state shows and no action tells of was so by then: at its last activity at the latest."""
        active_at = self.card.date_last_activity
        return active_at if active_at is not None and active_at >= made_at else self.export.newest_at

    def _next_before(self) -> str | None:
        return next((act.before for act in self.acts if act.before), None)

    def _born(self) -> datetime:
        born = self.export.born(self.card.id)
        if born is None:
            self.tally["no_id_date"] += 1
            born = self.card.date_last_activity or self.export.newest_at
            return self.acts[0].at if self.acts else born
        return min(born, self.acts[0].at) if self.acts else born

    def _take(self, act: Act) -> None:
        self.act, self.part = act, 0
        if act.type in _COMMENTS:
            text = clean(act.data.text or "").strip()
            if text:
                self.events.append(ev.Commented(**self._stamp(), text=self._cut("comment", text, TEXT_LIMIT)))
        elif act.type in ARRIVALS:
            self._come_back(act)
        elif act.type == "updateCard":
            self._move(act)
            self._edit(act)
            self._archive(act)

    def _stamp(self) -> dict[str, Any]:
        """When, who and source of the next event; an action that makes several numbers them."""
        self.part += 1
        source = self.act.id if self.part == 1 else f"{self.act.id}:{self.part}"
        return {"at": self.act.at, "by": self.act.by, "source": source}

    def _come_back(self, act: Act) -> None:
        self.tally["came_back"] += 1
        if act.arrived and act.arrived != self.place.column:
            self._go(act.arrived, self._stamp())

    def _move(self, act: Act) -> None:
        if not act.after or act.after == act.before:
            return
        if act.before and act.before != self.place.column:
            self.tally["repaired"] += 1
            self._guess_move(act.before, {"at": act.at, "by": act.by, "source": f"{act.id}:before"})
        if act.after != self.place.column:
            self.tally["moves"] += 1
            self._go(act.after, self._stamp())

    def _guess_move(self, list_id: str, stamp: dict[str, Any]) -> None:
        """A move that must have been, at the latest time it can have been: no start and no finish counts from it."""
        if self.layout.places[list_id].kind == "active" and not self.seen_active:
            self.start_unknown = True
        self._go(list_id, stamp, is_told=False)

    def _go(self, list_id: str, stamp: dict[str, Any], is_told: bool = True) -> None:
        to = self.layout.places[list_id]
        by_at = stamp["at"] if to.kind == "done" and not is_told else None
        is_parked = to.column in self.layout.parked and is_move_back(self.place, to)
        self.tally["parked"] += is_parked
        reason: ev.Reason | None = "parked" if is_parked else None
        move = ev.Moved(
            **stamp, origin=self.place, to=to, rank=self.rank, reason=reason,
            finished_by_at=by_at, start_unknown=to.kind == "active" and not is_told,
        )  # fmt: skip
        self.events.append(move)
        if self.place.kind != "done" or to.kind != "done":
            self.finish_unknown = by_at is not None
        self.place, self.is_told = to, is_told
        self.seen_active = self.seen_active or to.kind == "active"

    def _edit(self, act: Act) -> None:
        old, new = act.data.old, act.data.card
        if old is None or new is None:
            return
        changed: dict[str, Any] = {}
        if old.name is not UNSET and new.name is not None:
            changed["title"] = self._cut("title", title_of(new.name), TITLE_LIMIT)
        if old.desc is not UNSET and new.desc is not None:
            changed["description"] = self._cut("description", clean(new.desc).strip(), TEXT_LIMIT)
        if old.due is not UNSET and new.due is not UNSET:
            self.due = new.due
        if old.due_complete is not UNSET and new.due_complete is not UNSET:
            self.is_ticked = bool(new.due_complete)
        changed["due_at"] = None if self.is_ticked else self.due
        for name, value in changed.items():
            if self.state[name] != value:
                self.tally["edits"] += 1
                self.events.append(ev.Edited(**self._stamp(), field=name, old=self.state[name], new=value))
                self.state[name] = value

    def _archive(self, act: Act) -> None:
        closed = act.data.old.closed if act.data.old else UNSET
        if closed is False and self.archived is None:
            self.archived = len(self.events)
            self.events.append(ev.Archived(**self._stamp()))
        elif closed is True and self.archived is not None:
            self.events.append(ev.Voided(**self._stamp(), event=self.archived))
            self.archived = None

    def _end(self) -> None:
        """Bring the history to where the card is at last, where its actions do not."""
        card = self.card
        known_at = max(self.events[-1].at, self.known_at)
        if self.place.column != card.id_list:
            self.tally["repaired"] += 1
            stamp = {"at": known_at, "by": NOBODY, "source": f"{card.id}>{card.id_list}"}
            self._guess_move(card.id_list, stamp)
        ends = bool(card.closed) or card.id_list in self.layout.ends
        if ends and self.archived is None:
            at, by = (known_at, NOBODY) if card.closed else self._list_ended(known_at)
            self.events.append(ev.Archived(at=at, by=by, source=f"{card.id}:archived"))
        elif not ends and self.archived is not None:
            self.events.append(ev.Voided(at=known_at, by=NOBODY, source=f"{card.id}:back", event=self.archived))
        self.tally["archived"] += ends
        self.tally["dropped"] += ends and self.place.kind != "done"

    def _list_ended(self, known_at: datetime) -> tuple[datetime, str]:
        """When the card's work ended with its list, and by whom: at the latest time it can have been."""
        closing = self.layout.closings.get(self.card.id_list)
        if closing is not None:
            return (closing.at, closing.by) if closing.at >= self._entered() else (known_at, NOBODY)
        if self.card.id_list in self.layout.dropped:
            return (self._entered() if self.is_told else known_at), NOBODY
        return max(known_at, self.export.first_at or self.export.newest_at), NOBODY

    def _entered(self) -> datetime:
        return next(e.at for e in reversed(self.events) if isinstance(e, ev.Created | ev.Moved))

    def _cut(self, what: str, text: str, limit: int) -> str:
        return cut(text, limit, what, self.tally)


def fields_of(export: Export, card: TCard, tally: Counter[str]) -> dict[str, Any]:
    """The card's fields in their last state."""
    return {
        "title": cut(title_of(card.name), TITLE_LIMIT, "title", tally),
        "description": cut(clean(card.desc or "").strip(), TEXT_LIMIT, "description", tally),
        "due_at": None if card.due_complete else card.due,
        "tags": _tags(export, card, tally),
        "members": _members(export, card, tally),
        "checklist": _checklist(export, card, tally),
    }


def _replaced(created: ev.Created, **changes: Any) -> ev.Created:
    return msgspec.structs.replace(created, **changes)


def _first_values(acts: list[Act]) -> dict[str, Any]:
    """Title and description as they were before the first action that changed them."""
    first: dict[str, Any] = {}
    for act in acts:
        old = act.data.old
        if act.type != "updateCard" or old is None:
            continue
        if old.name is not UNSET:
            first.setdefault("title", cut(title_of(old.name or ""), TITLE_LIMIT, "title", Counter()))
        if old.desc is not UNSET:
            text = clean(old.desc or "").strip()
            first.setdefault("description", cut(text, TEXT_LIMIT, "description", Counter()))
    return first


def _first_due(card: TCard, acts: list[Act]) -> tuple[datetime | None, bool]:
    """The due date before the first action that changed it, and whether it was ticked as complete by then.

    Where no action tells when it was ticked, it was not at first: the tick follows at the end.
    """
    olds = [act.data.old for act in acts if act.type == "updateCard" and act.data.old]
    due = next((old.due for old in olds if not isinstance(old.due, UnsetType)), card.due)
    ticks = (old.due_complete for old in olds if not isinstance(old.due_complete, UnsetType))
    return due, bool(next(ticks, False))


def _tags(export: Export, card: TCard, tally: Counter[str]) -> tuple[str, ...]:
    labels: Sequence[Label | None] = card.labels or [export.labels.get(i) for i in card.id_labels or ()]
    words = [clean_line(label.name or "") or clean_line(label.color or "") if label else "" for label in labels]
    tally["labels_unknown"] += words.count("")
    return tuple(dict.fromkeys(cut(word, WORD_LIMIT, "word", tally) for word in words if word))


def _members(export: Export, card: TCard, tally: Counter[str]) -> tuple[str, ...]:
    names = [export.people.get(i) for i in card.id_members or ()]
    tally["members_unknown"] += names.count(None)
    return tuple(dict.fromkeys(cut(name, WORD_LIMIT, "word", tally) for name in names if name))


def _checklist(export: Export, card: TCard, tally: Counter[str]) -> tuple[Item, ...]:
    """The items of all checklists in one; where there are several, each item says which it is of."""
    lists = sorted(card.checklists or export.checklists.get(card.id) or [], key=_position)
    items: list[Item] = []
    for checklist in lists:
        name = clean_line(checklist.name or "")
        prefix = f"{name}: " if len(lists) > 1 and name else ""
        tally["checklist_name"] += bool(name) and len(lists) == 1
        for item in sorted(checklist.check_items or (), key=_position):
            text = clean_line(item.name or "")
            if text:
                text = cut(prefix + text, TITLE_LIMIT, "checklist item", tally)
                items.append(Item(text, item.state == "complete"))
    return tuple(items)


def _position(thing: Checklist | CheckItem) -> float:
    return thing.pos if thing.pos is not None else float("inf")


def acts_by_card(export: Export) -> Mapping[str, list[Act]]:
    """Actions about cards, by card, oldest first."""
    by_card: dict[str, list[Act]] = {}
    for act in export.acts:
        if act.data.card and act.data.card.id:
            by_card.setdefault(act.data.card.id, []).append(act)
    return by_card
