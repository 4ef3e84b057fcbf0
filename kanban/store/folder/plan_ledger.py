"""The plan's ledger in a folder: read, begun and changed under its lock."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.commands.outcome import Signed
from kanban.model.plan import EMPTY_PLAN, Plan, fold
from kanban.model.plan_events import ProjectSet
from kanban.store.carrying_out import carried_out
from kanban.store.errors import Unreadable
from kanban.store.folder import plan_file
from kanban.store.folder.copies import copies_of
from kanban.store.folder.files import FileStamp, read, stamp_of
from kanban.store.folder.locks import locked
from kanban.store.protocol import Applied
from kanban.text.dates import local_zone, now
from kanban.text.messages import msg

if TYPE_CHECKING:
    from kanban.store.folder.writing import Writer


class PlanLedger:
    """The plan as it was read last, and its file."""

    def __init__(self, path: Path, writer: Callable[[], "Writer"]) -> None:
        self.path = path
        self._writer = writer
        self._read: tuple[FileStamp | None, Plan] | None = None

    @property
    def _lock(self) -> Path:
        return self.path.parent / ".lock"

    def is_missing(self) -> bool:
        """Neither a plan nor a copy of one that was there."""
        return stamp_of(self.path) is None and not copies_of(self.path)

    def begin(self, project: str, timezone: str | None, by: str, at: datetime | None) -> None:
        """Write an empty plan, where none is there yet. Raises StoreError."""
        if self.is_missing():
            with locked(self._lock):
                if self.is_missing():
                    first = ProjectSet(at=at or now(), by=by, name=project or None, timezone=timezone or local_zone())
                    self._write(EMPTY_PLAN, fold((first,)))

    def plan(self) -> Plan:
        """The plan as it is now, the same object as before if its file did not change; an empty one if there is none.

        Raises StoreError.
        """
        stamp = stamp_of(self.path)
        if self._read and self._read[0] == stamp:
            return self._read[1]
        if stamp is None:
            if not self.is_missing():
                raise Unreadable(self.path, msg("the plan's file is missing"))
            return EMPTY_PLAN
        try:
            content, stamp = read(self.path)
        except FileNotFoundError:
            raise Unreadable(self.path, msg("the plan's file is missing")) from None
        plan = plan_file.plan(self.path, content)
        self._read = stamp, plan
        return plan

    def apply(self, commands: Sequence[Signed]) -> tuple[Plan, list[Applied]]:
        """Carry commands out on the freshest plan, under its lock."""
        with locked(self._lock):
            before = self.plan()
            plan, applied = carried_out(before, commands)
            if plan is not before:
                self._write(before, plan)
        return plan, applied

    def _write(self, before: Plan, plan: Plan) -> None:
        self._read = self._writer().write_plan(self.path, before, plan), plan
