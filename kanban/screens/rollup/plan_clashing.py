"""What two people changed at once in the plan: nothing is overwritten unread."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from kanban.commands.outcome import ChangedMeanwhile
from kanban.commands.plan import Achieve, AnyPlanStep, ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.model.plan_events import PHASE_WORDS
from kanban.screens.application import Application
from kanban.screens.clash_question import is_now, theirs_stays, which_to_keep
from kanban.screens.question import Asking
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time
from kanban.text.messages import Words, joined


class ClashDesk(Asking, Protocol):
    """The roll-up, as far as a question needs it."""

    @property
    def kanban(self) -> Application:
        """The application."""


def ask_which(
    desk: ClashDesk, change: Callable[[ChangePlan], None], command: ChangePlan, clash: ChangedMeanwhile
) -> None:
    """Ask whose value is to stay, and change the plan by the answer."""

    def mine() -> None:
        change(_by_answer(command, clash, is_mine=True))

    def theirs() -> None:
        desk.say(theirs_stays(clash))
        rest = _by_answer(command, clash, is_mine=False)
        if rest.steps:
            change(rest)

    desk.ask(which_to_keep(is_now(clash, _shown(clash, desk.kanban.zone)), mine, theirs))


def _by_answer(command: ChangePlan, clash: ChangedMeanwhile, is_mine: bool) -> ChangePlan:
    steps = (_step_by_answer(step, clash, is_mine) for step in command.steps)
    return ChangePlan(steps=tuple(step for step in steps if step is not None))


def _step_by_answer(step: AnyPlanStep, clash: ChangedMeanwhile, is_mine: bool) -> AnyPlanStep | None:
    """The step, knowing the other's value; None where nothing is left of it."""
    match step:
        case SetMilestone() | SetNode() if step.opened is not None:
            opened = msgspec.structs.replace(step.opened, **{clash.field: clash.value})
            theirs: dict[str, Any] = {} if is_mine else {clash.field: clash.value}
            return msgspec.structs.replace(step, opened=opened, **theirs)
        case SetBaseline() | Achieve():
            return msgspec.structs.replace(step, opened=clash.value) if is_mine else None
    return step


def _shown(clash: ChangedMeanwhile, zone: str) -> str:
    value: Any = clash.value
    if not value:
        return ""
    if clash.field in ("baseline", "sign_off"):
        return weekday_time(value, zone)
    words: Words = joined(value) if clash.field == "gates" else PHASE_WORDS[value] if clash.field == "phase" else value
    return clean_line(str(words))
