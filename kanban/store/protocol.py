"""All that callers need of a store, in words that hold for a folder and for a server.

`Store` is what every store has. `checks`, `roles`, `removals`, `transfer`, `PaintsFirst`, `MayLag` and `KeepsTallies`
are capabilities that a store may have. One suite of tests (`tests/store/test_conformance.py`) runs on every store.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, overload, runtime_checkable

import msgspec

from kanban.commands.outcome import Signed
from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError
from kanban.text.messages import Message, Refused, Words

MANY = 500
"""Of more boards than this the cards are not read to count them, where the store keeps tallies."""
FEW = 30
"""So many boards are read whole for the first screen of a roll-up."""

Ref = str | None
"""A ledger: the slug of a board; None is the plan."""


class Applied(msgspec.Struct, frozen=True):
    """What became of one command: what was done and to which cards, milestones or nodes, or the refusal."""

    message: Words = ""
    subjects: tuple[str, ...] = ()
    refusal: Refused | None = None
    was_known: bool = False
    """It had been carried out before: the answer to it was lost."""


class Access(msgspec.Struct, frozen=True):
    """What whoever runs this may do with a board or the plan."""

    read: bool
    write: bool
    why_not: Words = ""
    """Why not all of it; empty where both are allowed."""
    for_now: bool = False
    """It may soon be otherwise: whoever keeps the answer asks again."""


class Watch(Protocol):
    """Tells what others changed since it was last asked."""

    @property
    def works(self) -> bool:
        """Whether changes are told at once; else everything must be looked at again and again."""

    def changed(self) -> set[Ref] | None:
        """What may have changed; None: anything may have."""

    def close(self) -> None:
        """Watch no more."""


class Store(Protocol):
    """Boards and a plan.

    - `apply` decides every command on the freshest state, alone, and returns only when the result is durable; what it
      returned as applied survives a kill at any later moment.
    - Commands of one call are written together, in order; a refused one changes nothing and does not stop the others.
    - Reading waits for no writer, writes nothing, and never sees half a write.
    - A snapshot once returned never changes. An unchanged board is returned as the same object.
    - What cannot be read is never overwritten.

    All methods raise StoreError where the store cannot be reached.
    """

    @property
    def place(self) -> str:
        """Where it is, to be shown: a folder, a server."""

    @property
    def checks(self) -> "Checks | None":
        """Checks and repairs; None for a store whose content cannot be damaged from outside."""

    @property
    def roles(self) -> "RoleLayout | None":
        """How drivers and PM are kept apart; None for a store that cannot."""

    @property
    def removals(self) -> "Removals | None":
        """Removing boards, and bringing them back; None for a store that cannot."""

    @property
    def transfer(self) -> "Transfer | None":
        """Its content as a whole, to be copied to another store and from one; None for a store that cannot."""

    def exists(self) -> bool:
        """Whether there is anything yet. Raises StoreError where a copy of another workspace is not finished."""

    def create(self, project: str = "", timezone: str | None = None, by: str = "", at: datetime | None = None) -> None:
        """Make it, with an empty plan, where it is not there yet; the time zone is by default this machine's.

        `by` and `at` are who makes it and when, by default now.
        """

    def boards(self) -> list[str]:
        """Slugs of all boards, sorted."""

    def create_board(self, slug: str, driver: str, columns: tuple[Column, ...] | None = None) -> Board:
        """A new, empty board. Raises Refused if the slug is taken or no good, or this user may not make boards."""

    def board(self, slug: str) -> Board:
        """The board as it is now. Raises Unreadable."""

    def read(self, slugs: Collection[str]) -> dict[str, Board | StoreError]:
        """Many boards, each as `board` reads it, or why it cannot be read. Raises StoreError."""

    def plan(self) -> Plan:
        """The plan as it is now; an empty one if there is none. Raises Unreadable."""

    @overload
    def apply(self, ref: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]: ...

    @overload
    def apply(self, ref: None, commands: Sequence[Signed]) -> tuple[Plan, list[Applied]]: ...

    def apply(self, ref: Ref, commands: Sequence[Signed]) -> tuple[Board, list[Applied]] | tuple[Plan, list[Applied]]:
        """Carry commands out. Raises LockTimeout, Unreadable, StoreError; then nothing was changed."""

    def past_cards(self, slug: str) -> Mapping[str, Card]:
        """The board's cards that are kept apart since they were finished long ago; read at first use."""

    def problems(self, slug: str) -> Sequence[Problem]:
        """What could not be read of a board as it was read last, its past years included. Raises StoreError."""

    def last_good(self, slug: str) -> Board | None:
        """The newest copy of a board that can be read whole; None where there is none."""

    def stamp(self, ref: Ref) -> object:
        """A cheap value that differs when the board or the plan may have changed since."""

    def stamps(self) -> dict[Ref, object]:
        """The stamps of the plan and of all boards."""

    def watch(self) -> Watch:
        """Begin to be told of changes."""

    def access(self, ref: Ref) -> Access:
        """What may be done with a board or the plan by whoever runs this."""

    def signer(self, user: str) -> str:
        """Whose name stands under what this user does there: the user's, or that of the role that has logged in."""

    def own_boards(self, user: str, slug: str) -> list[str]:
        """The boards of this user, the one of the slug first. Raises Refused for a user who may open none at all."""


@runtime_checkable
class ReadsAhead(Protocol):
    """A store that can begin to read before anything is asked for."""

    def prefetch(self, *slugs: str) -> None:
        """Read boards ahead of whoever asks for them: a thread's work, beside the import of the screens."""


@runtime_checkable
class PaintsFirst(ReadsAhead, Protocol):
    """A store that can show a board before it has checked it."""

    def first_paint(self, slug: str) -> Board:
        """The board as it is now, unchecked: `board` looks for what is odd about it, and so does `apply`."""

    def first_count(self, slug: str) -> Board:
        """The same for a roll-up of more than a few boards: it may be known by what its cards come to."""


@runtime_checkable
class MayLag(Protocol):
    """A store that may be read at a server which follows another one."""

    def behind(self) -> float | None:
        """Seconds that what is read may be behind what was written; None where that is written. Raises StoreError."""


@runtime_checkable
class KeepsTallies(Protocol):
    """A store that knows what the cards of a board come to, so that very many boards need not be read whole."""

    def tallied(self, slugs: Collection[str]) -> dict[str, Board | StoreError]:
        """Boards whose cards are read when somebody asks for one (`metrics.on_demand.OnDemand`). Raises StoreError."""


class Checks(Protocol):
    """Checks and repairs of what is kept."""

    def check(self, ref: Ref) -> list[Problem]:
        """Everything that is wrong with a board or the plan; nothing is changed."""

    def restore(self, ref: Ref, now: datetime) -> list[Words]:
        """Put the last good copy in the place of what cannot be read; what was done."""

    def watching(self) -> Message:
        """How changes by others are noticed."""

    def way_back(self) -> Message:
        """What brings back what cannot be read."""


class RemovedBoard(msgspec.Struct, frozen=True):
    """A board that was moved aside."""

    slug: str
    at: datetime
    by: str
    """Who removed it; empty where that is not known."""


class Removals(Protocol):
    """Boards that are moved aside as they are: in no list and no figure, and never lost."""

    def remove(self, slug: str, by: str, at: datetime) -> None:
        """Move a board aside, whether it can be read or not. Raises Refused, Unreadable, LockTimeout, StoreError."""

    def removed(self) -> list[RemovedBoard]:
        """The boards that were moved aside, the newest first."""

    def bring_back(self, slug: str) -> None:
        """Put back the board of that name that was removed last, as it was. Raises Refused where its name is taken."""


class Kept(NamedTuple):
    """A board that is kept: in use, or removed."""

    slug: str
    removed: RemovedBoard | None = None


class Transfer(Protocol):
    """A workspace as a whole. What is read is read anew, whole, past years included, and not held on to.

    A copy is begun, its boards are put one by one, and it is finished with the plan: only then is it a workspace. Until
    then nothing else can be done there, whatever killed the copy, and the same copy can be begun again.
    """

    @property
    def name(self) -> str:
        """Where it is, in full: what a copy remembers it by."""

    def check_all_readable(self) -> None:
        """Raise Refused for whoever sees only a part: a copy of that would be none."""

    def kept(self) -> list[Kept]:
        """All boards, removed ones too; of an unfinished copy those it has by now. Raises StoreError."""

    def board(self, kept: Kept) -> Board:
        """A board. Raises Unreadable for any problem with it."""

    def begin(self, source: str) -> None:
        """Begin a copy of the workspace of that name, or go on with it. Raises Refused where anything else is."""

    def put(self, kept: Kept, board: Board) -> None:
        """Take a board over, durably, in the place of one that the copy has already. Raises LockTimeout, StoreError."""

    def drop(self, kept: Kept) -> None:
        """Forget a board that the copy has, and should not have. Raises LockTimeout, StoreError."""

    def finish(self, plan: Plan) -> None:
        """Take the plan over: it is a workspace from now on. Raises LockTimeout, StoreError."""


class RolesWanted(msgspec.Struct, frozen=True):
    """Who is to have what part in a shared store, by name; empty where the store is to choose."""

    pm: str
    everyone: str
    """The group of all members, who read the plan."""
    pms: str
    """The group that reads all boards."""
    is_open: bool
    """Whether all members read all boards."""


class RolesFound(NamedTuple):
    """Where drivers and PM are not kept apart, and as whom that was tried."""

    faults: list[Problem]
    tried_as: list[str]
    not_tried: Words = ""
    """Why nothing was tried, or not as everybody."""


class RoleLayout(Protocol):
    """How drivers and PM are kept apart by what the system enforces."""

    @property
    def needed(self) -> Sequence[str]:
        """The options of `kanban init --shared` without which nothing can be set up."""

    def is_shared(self) -> bool:
        """Whether it does."""

    def check_wanted(self, wanted: RolesWanted) -> None:
        """Raise Refused or StoreError for roles that cannot be set up, before anything is made."""

    def share(self, wanted: RolesWanted) -> list[Words]:
        """Set the roles up, or repair them; what was odd."""

    def faults(self) -> RolesFound:
        """Look for faults, and try them as each user where that is possible; nothing is changed."""

    def remarks(self, driver: str) -> list[Words]:
        """What a new driver lacks, or has too much of."""
