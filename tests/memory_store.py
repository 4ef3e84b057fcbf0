"""A store in memory: proof that the protocol is all that screens, verbs and sessions need of one."""

import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from kanban.commands.outcome import Signed
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column, assemble, check_columns
from kanban.model.card import Card
from kanban.model.plan import EMPTY_PLAN, Plan, fold
from kanban.model.plan_events import ProjectSet
from kanban.model.unreadable import Problem
from kanban.store.carrying_out import carried_out
from kanban.store.errors import Unreadable
from kanban.store.protocol import Access, Applied, Ref, RemovedBoard
from kanban.text.dates import local_zone, now
from kanban.text.messages import Refused, msg

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)


class Memory:
    """What several windows share: the ledgers, who waits for changes, and one lock."""

    def __init__(self) -> None:
        self.boards: dict[str, Board] = {}
        self.removed: list[tuple[RemovedBoard, Board]] = []
        self.plan: Plan | None = None
        self.lock = threading.Lock()
        self.watches: list[MemoryWatch] = []

    def tell(self, ref: Ref) -> None:
        """A ledger was changed."""
        for watch in self.watches:
            watch.refs.add(ref)


class MemoryWatch:
    """Told of every change at once."""

    works = True

    def __init__(self, memory: Memory) -> None:
        self.refs: set[Ref] = set()
        self._memory = memory
        memory.watches.append(self)

    def changed(self) -> set[Ref] | None:
        """What has changed since."""
        refs, self.refs = self.refs, set()
        return refs

    def close(self) -> None:
        """Watch no more."""
        if self in self._memory.watches:
            self._memory.watches.remove(self)


class MemoryRemovals:
    """Boards moved aside."""

    def __init__(self, memory: Memory, place: str) -> None:
        self._memory = memory
        self._place = place

    def remove(self, slug: str, by: str, at: datetime) -> None:
        with self._memory.lock:
            MemoryStore(self._memory, self._place).board(slug)
            self._memory.removed.insert(0, (RemovedBoard(slug, at, by), self._memory.boards.pop(slug)))
        self._memory.tell(slug)

    def removed(self) -> list[RemovedBoard]:
        return [one for one, _ in self._memory.removed]

    def bring_back(self, slug: str) -> None:
        with self._memory.lock:
            found = [pair for pair in self._memory.removed if pair[0].slug == slug]
            if not found:
                raise Refused(msg("board: {slug!r} was not removed", slug=slug))
            if slug in self._memory.boards:
                raise Refused(msg("board: {slug!r} exists already", slug=slug))
            self._memory.removed.remove(found[0])
            self._memory.boards[slug] = found[0][1]
        self._memory.tell(slug)


class MemoryStore:
    """One window on it."""

    checks = None
    roles = None
    transfer = None

    def __init__(self, memory: Memory, place: str = "memory") -> None:
        self._memory = memory
        self.place = place
        self.removals = MemoryRemovals(memory, place)

    def exists(self) -> bool:
        return self._memory.plan is not None

    def create(self, project: str = "", timezone: str | None = None, by: str = "", at: datetime | None = None) -> None:
        if self._memory.plan is None:
            first = ProjectSet(at=at or now(), by=by, name=project or None, timezone=timezone or local_zone())
            self._memory.plan = fold((first,))

    def boards(self) -> list[str]:
        return sorted(self._memory.boards)

    def create_board(self, slug: str, driver: str, columns: tuple[Column, ...] | None = None) -> Board:
        if not _SLUG.fullmatch(slug):
            raise Refused(msg("board: {slug!r} is no slug", slug=slug))
        columns = columns or DEFAULT_COLUMNS
        if wrong := check_columns(columns):
            raise Refused(msg("columns: {reason}", reason=wrong))
        with self._memory.lock:
            if slug in self._memory.boards:
                raise Refused(msg("board: {slug!r} exists already", slug=slug))
            self.create(by=driver)
            board = assemble(BoardHead(schema=SCHEMA, slug=slug, driver=driver, columns=columns), {})
            self._memory.boards[slug] = board
        self._memory.tell(slug)
        return board

    def board(self, slug: str) -> Board:
        if not _SLUG.fullmatch(slug):
            raise Unreadable(self.place, msg("{slug!r} is no slug", slug=slug))
        if slug not in self._memory.boards:
            raise Unreadable(self.place, msg("there is no board {slug!r}", slug=slug))
        return self._memory.boards[slug]

    def read(self, slugs):
        found = {}
        for slug in slugs:
            try:
                found[slug] = self.board(slug)
            except Unreadable as error:
                found[slug] = error
        return found

    def stamps(self) -> dict[Ref, object]:
        return {ref: self.stamp(ref) for ref in (None, *self.boards())}

    def plan(self) -> Plan:
        return self._memory.plan or EMPTY_PLAN

    def apply(self, ref: Ref, commands: Sequence[Signed]) -> tuple[Board, list[Applied]] | tuple[Plan, list[Applied]]:
        with self._memory.lock:
            if ref is None:
                self.create()
            before = self.plan() if ref is None else self.board(ref)
            state, applied = carried_out(before, commands)
            if isinstance(state, Plan):
                self._memory.plan = state
            else:
                self._memory.boards[state.slug] = state
        if state is not before:
            self._memory.tell(ref)
        return state, applied

    def past_cards(self, slug: str) -> Mapping[str, Card]:
        return self.board(slug).past_cards

    def problems(self, slug: str) -> Sequence[Problem]:
        return self.board(slug).problems

    def last_good(self, slug: str) -> Board | None:
        return self._memory.boards.get(slug)

    def stamp(self, ref: Ref) -> object:
        return id(self._memory.plan if ref is None else self._memory.boards.get(ref))

    def watch(self) -> MemoryWatch:
        return MemoryWatch(self._memory)

    def access(self, ref: Ref) -> Access:
        return Access(read=True, write=True)

    def signer(self, user: str) -> str:
        return user

    def own_boards(self, user: str, slug: str) -> list[str]:
        own = [board.slug for board in self._memory.boards.values() if board.driver == user]
        return sorted(own, key=lambda one: (one != slug, one))
