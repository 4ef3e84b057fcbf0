"""Fields of a Trello export that are used; others may be anything."""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from kanban.text.clean import clean_line


class Lenient(msgspec.Struct, rename="camel", gc=False):
    """A struct that takes the fields it knows and leaves the others unread."""


class Ref(Lenient):
    """Something named by an action."""

    id: str | None = None
    name: str | None = None


class TList(Lenient):
    """A list: a column to be."""

    id: str
    name: str | None = None
    pos: float | None = None
    closed: bool | None = None
    soft_limit: float | None = None


class Label(Lenient):
    """A label on a card."""

    id: str | None = None
    name: str | None = None
    color: str | None = None


class Member(Lenient):
    """Somebody."""

    id: str | None = None
    username: str | None = None
    full_name: str | None = None

    @property
    def label(self) -> str:
        """The short name, or the full one."""
        return clean_line(self.username or "") or clean_line(self.full_name or "")


class CheckItem(Lenient):
    """One line of a checklist."""

    name: str | None = None
    state: str | None = None
    pos: float | None = None


class Checklist(Lenient):
    """A checklist, at the board or at its card."""

    id: str | None = None
    id_card: str | None = None
    name: str | None = None
    pos: float | None = None
    check_items: list[CheckItem] | None = None


class TCard(Lenient):
    """A card in its last state."""

    id: str
    id_list: str
    name: str | None = None
    desc: str | None = None
    closed: bool | None = None
    pos: float | None = None
    due: datetime | None = None
    due_complete: bool | None = None
    is_template: bool | None = None
    date_last_activity: datetime | None = None
    id_members: list[str] | None = None
    labels: list[Label] | None = None
    id_labels: list[str] | None = None
    checklists: list[Checklist] | None = None


class ActionCard(Lenient):
    """The card an action is about: its id and whatever the action changed."""

    id: str | None = None
    id_list: str | None = None
    name: str | None = None
    desc: str | None = None
    closed: bool | None = None
    due: datetime | UnsetType | None = UNSET
    due_complete: bool | UnsetType | None = UNSET


class Old(Lenient):
    """Values before an action; what it left alone is unset."""

    id_list: str | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    desc: str | UnsetType | None = UNSET
    closed: bool | UnsetType | None = UNSET
    due: datetime | UnsetType | None = UNSET
    due_complete: bool | UnsetType | None = UNSET


class OldKeys(Lenient):
    """Which values an action says there were before it."""

    old: dict[str, msgspec.Raw] | None = None


class Data(Lenient):
    """What an action did."""

    card: ActionCard | None = None
    list: Ref | None = None
    list_before: Ref | None = None
    list_after: Ref | None = None
    board: Ref | None = None
    old: Old | None = None
    text: str | None = None


class Action(Lenient):
    """Something somebody did; what `data` holds depends on `type`."""

    id: str
    type: str
    date: datetime
    data: msgspec.Raw = msgspec.Raw(b"{}")
    member_creator: Member | None = None
    id_member_creator: str | None = None


class File(Lenient):
    """The whole file. Trello's own has `id` and `name` on top; some tools put them under `board`."""

    lists: list[TList]
    cards: list[TCard]
    id: str | None = None
    name: str | None = None
    short_link: str | None = None
    date_last_activity: datetime | None = None
    board: Ref | None = None
    actions: list[Action] | None = None
    members: list[Member] | None = None
    labels: list[Label] | None = None
    checklists: list[Checklist] | None = None
    timestamp: msgspec.Raw = msgspec.Raw(b"null")
