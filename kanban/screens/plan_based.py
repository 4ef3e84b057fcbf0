"""What the screens share that show parts of the plan over another screen: that one says of which moment."""

from typing import Any, Protocol

from kanban.model.plan import Plan
from kanban.render.card import Span
from kanban.screens.listing import ListScreen
from kanban.screens.plan_changing import ChangingDesk
from kanban.screens.saving_words import state_span
from kanban.session.ledger import Change
from kanban.text.messages import Words, msg


class PlanDesk(ChangingDesk, Protocol):
    """The screen beneath."""

    @property
    def app(self) -> Any:
        """Textual's application."""

    @property
    def why_readonly(self) -> Words:
        """Why the plan cannot be changed; empty where it can."""

    @property
    def plan_shown(self) -> Plan:
        """The plan of the moment that is shown."""

    @property
    def past_words(self) -> tuple[Span, ...]:
        """Which moment that is, where it is past; nothing for now."""


class PlanBasedScreen(ListScreen):
    """Of the moment that the screen beneath shows."""

    def __init__(self, desk: PlanDesk) -> None:
        super().__init__()
        self._beneath = desk
        self.plan_session = desk.plan_session

    def on_mount(self) -> None:
        """Follow the plan."""
        self.plan_session.listen(self._on_plan_change)

    def on_unmount(self) -> None:
        """No more."""
        self.plan_session.ignore(self._on_plan_change)

    def _on_plan_change(self, change: Change) -> None:
        if not self.is_emptied:
            self.repaint()

    def plan_changed(self) -> None:
        """Show the plan as the session has it now."""
        self.repaint()

    @property
    def why_readonly(self) -> Words:
        """Why the plan cannot be changed; empty where it can."""
        if self.past_words:
            return msg("this is the past; esc leads back, and there t goes to now")
        return self._beneath.why_readonly

    @property
    def plan_shown(self) -> Plan:
        """The plan of the moment that is shown."""
        return self._beneath.plan_shown

    @property
    def past_words(self) -> tuple[Span, ...]:
        """Which moment that is, where it is past; nothing for now."""
        return self._beneath.past_words

    def paint_top(self, title: Words) -> None:
        """The line on top."""
        state: tuple[Span, ...] = (state_span(self.plan_session),)
        if self.why_readonly:
            state = self.past_words or ((f"{msg('read-only')} ", "meta"),)
        self.top.set(((f" {title}", "bold"),), state)
