"""The plan in use by its project manager; see `ledger.LedgerSession`."""

from collections.abc import Sequence
from contextlib import suppress

from kanban.commands.outcome import Signed
from kanban.model.plan import Plan
from kanban.session.ledger import LedgerSession
from kanban.store.errors import StoreError
from kanban.store.protocol import Applied


class PlanSession(LedgerSession[Plan]):
    """The plan of a store."""

    ref = None

    def begin(self) -> None:
        """Read the plan once, then save and watch; what cannot be read is told like everything that goes wrong."""
        with suppress(StoreError):
            self.saved = self.view = self._read()
        self.start()

    def _read(self) -> Plan:
        return self.store.plan()

    def _apply(self, commands: Sequence[Signed]) -> tuple[Plan, list[Applied]]:
        return self.store.apply(None, commands)

    def _knows(self, subject: str) -> bool:
        return subject in self.view.milestones or subject in self.view.nodes or subject in self.view.removed

    def next_milestone_id(self) -> str:
        """The next M-number: none that a milestone has or had, or will have as soon as it can be saved."""
        from kanban.commands.plan import ChangePlan, SetMilestone  # whoever only moves cards has no use for them

        commands = [signed.command for signed in self.unsaved]
        waiting = {
            step.id
            for command in commands
            if isinstance(command, ChangePlan)
            for step in command.steps
            if isinstance(step, SetMilestone)
        }
        number = int(self.view.next_milestone_id().removeprefix("M"))
        while f"M{number}" in waiting:
            number += 1
        return f"M{number}"
