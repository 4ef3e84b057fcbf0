"""Changing the plan on the roll-up: milestones, WBS nodes, baselines, sign-offs; undo and redo."""

import re
from datetime import datetime
from typing import Protocol

from kanban.commands.outcome import ChangedMeanwhile
from kanban.commands.plan import Achieve, AnyPlanStep, ChangePlan, Opened, SetBaseline, SetMilestone, SetNode
from kanban.metrics.rollup.milestones import MilestoneState
from kanban.model.plan import Milestone
from kanban.model.plan_events import PHASE_WORDS, PHASES, Phase
from kanban.model.wbs import code_key
from kanban.screens.application import Application
from kanban.screens.plan_changing import ChangingDesk, PlanChanging
from kanban.screens.question import Question, nothing
from kanban.screens.rollup.plan_clashing import ask_which
from kanban.text.clean import clean_line
from kanban.text.dates import iso, now, parse, weekday_time
from kanban.text.folding import folded
from kanban.text.messages import Refused, Words, joined, msg, msg_in, msg_n

NODES_SHOWN = 6
"""So many WBS nodes are offered while gates are typed."""
_BETWEEN_CODES = re.compile(r"[,，、;；]")


class PlanDesk(ChangingDesk, Protocol):
    """The roll-up, as the keys that change the plan know it."""

    @property
    def kanban(self) -> Application:
        """The application."""

    def milestone_here(self) -> Milestone:
        """The milestone under the cursor, as it is in the plan now. Raises Refused."""

    def state_of(self, milestone: Milestone) -> MilestoneState | None:
        """What is shown of a milestone."""

    def node_here(self) -> str:
        """The WBS code under the cursor; empty where none is."""


class PlanEditing(PlanChanging):
    """What a, w, e, B, A, u and ctrl+r do."""

    _desk: PlanDesk

    def __init__(self, desk: PlanDesk) -> None:
        super().__init__(desk)

    def change(self, command: ChangePlan) -> None:
        """Carry a change out, or ask what is to be of what somebody else has changed since. Raises Refused."""
        try:
            super().change(command)
        except ChangedMeanwhile as clash:
            self._desk.plan_changed()
            ask_which(self._desk, self.change, command, clash)

    def _date(self, text: str, field: str = "baseline") -> datetime:
        return parse(text, self._desk.kanban.plan.timezone, now(), field=field)

    def _understood(self, text: str) -> Words:
        return weekday_time(self._date(text), self._desk.kanban.zone) if text.strip() else ""

    async def do_add(self) -> None:
        """Name, gates, baseline: three lines, then it is there."""
        type_in = self._desk.type_in

        async def named(name: str) -> None:
            if name.strip():
                label = msg("gates, WBS codes such as 1.2, 1.3.1:")
                await type_in(label, "", lambda gates: gated(name, gates), suggest=self._nodes)

        async def gated(name: str, gates: str) -> None:
            def done(due: str) -> None:
                self._add(name, gates, due)

            await type_in(msg("baseline (empty: none yet):"), "", done, suggest=self._understood)

        await type_in(msg("new milestone, its name:"), "", named)

    def _add(self, name: str, gates: str, due: str) -> None:
        milestone_id = self._desk.plan_session.next_milestone_id()
        steps: list[AnyPlanStep] = [SetMilestone(id=milestone_id, name=name, gates=_codes(gates), new=True)]
        if due.strip():
            steps.append(SetBaseline(milestone=milestone_id, due_at=self._date(due)))
        self.apply(*steps)

    async def do_node(self) -> None:
        """A code and a name."""

        def done(text: str) -> None:
            code, _, name = text.strip().partition(" ")
            if code:
                self.apply(SetNode(code=code, name=name))

        await self._desk.type_in(msg("WBS node, code and name, such as 1.2.3 Girders:"), "", done)

    def _nodes(self, text: str) -> Words:
        """The nodes of the plan that begin with the code being typed."""
        typed = _codes(text)[-1:] if text and text[-1] not in " ,，、;；" else ()
        nodes = self._desk.kanban.plan.nodes
        codes = [code for code in sorted(nodes, key=code_key) if not typed or code.startswith(typed[0])]
        return "  ".join(f"{code} {clean_line(nodes[code].name)}" for code in codes[:NODES_SHOWN])

    async def do_edit(self) -> None:
        """Name, phase, gates of a milestone; on the WBS the name of a node."""
        if code := self._desk.node_here():
            await self._rename_node(code)
            return
        milestone, type_in = self._desk.milestone_here(), self._desk.type_in
        phase_before = str(PHASE_WORDS[milestone.phase]) if milestone.phase else ""

        async def named(name: str) -> None:
            await type_in(msg("phase (or empty):"), phase_before, lambda text: phased(name, text), suggest=_phases)

        async def phased(name: str, text: str) -> None:
            phase = _phase(text)

            def done(gates: str) -> None:
                opened = Opened(milestone.name, milestone.phase, milestone.gates)
                self.apply(SetMilestone(id=milestone.id, name=name, phase=phase, gates=_codes(gates), opened=opened))

            await type_in(msg("gates, WBS codes:"), ", ".join(milestone.gates), done, suggest=self._nodes)

        await type_in(msg("{milestone}, its name:", milestone=milestone.id), milestone.name, named)

    async def _rename_node(self, code: str) -> None:
        node = self._desk.kanban.plan.nodes[code]

        def done(name: str) -> None:
            self.apply(SetNode(code=code, name=name, opened=Opened(node.name)))

        await self._desk.type_in(msg("{code}, its name:", code=code), node.name, done)

    async def do_baseline(self) -> None:
        """A date, then the reason where it replaces another."""
        milestone, type_in = self._desk.milestone_here(), self._desk.type_in
        current = milestone.current_baseline

        async def dated(text: str) -> None:
            if not text.strip():
                return
            due_at = self._date(text)

            def because(why: str) -> None:
                opened = current.due_at if current else None
                self.apply(SetBaseline(milestone=milestone.id, due_at=due_at, why=why, opened=opened))

            if current is None:
                because("")
            else:
                await type_in(msg("why is the baseline moved:"), "", because)

        label = msg("baseline of {milestone}:", milestone=milestone.id)
        if current is not None:
            date = (iso(current.due_at, self._desk.kanban.plan.timezone) or "")[:16].replace("T", " ")
            label = msg("baseline of {milestone} (now {date}):", milestone=milestone.id, date=date)
        await type_in(label, "", dated, suggest=self._understood)

    async def do_achieve(self) -> None:
        """Sign off, or withdraw the sign-off after y."""
        milestone = self._desk.milestone_here()
        if milestone.sign_off:
            self._ask_withdrawal(milestone)
            return
        state = self._desk.state_of(milestone)
        if state and state.achieved_at:
            raise Refused(
                msg("{milestone}: {reason}, achieved without a sign-off", milestone=milestone.id, reason=state.reason)
            )

        def done(text: str) -> None:
            moment = now() if text.strip() in ("", "now") else self._date(text, "achieved")
            if state and (left := state.figures.total - state.figures.done):
                self._ask_with_open_cards(milestone, moment, left)
            else:
                self.apply(Achieve(milestone=milestone.id, achieved_at=moment, opened=None))

        label = msg("{milestone} achieved at (enter: now):", milestone=milestone.id)
        await self._desk.type_in(label, "", done, suggest=self._understood_moment)

    def _understood_moment(self, text: str) -> Words:
        return "" if text.strip() in ("", "now") else weekday_time(self._date(text, "achieved"), self._desk.kanban.zone)

    def _ask_with_open_cards(self, milestone: Milestone, moment: datetime, left: int) -> None:
        def sign_off() -> None:
            self.apply(Achieve(milestone=milestone.id, achieved_at=moment, opened=None))

        text = msg_n(
            "{milestone} has {n} open card; sign it off all the same?",
            "{milestone} has {n} open cards; sign it off all the same?",
            left, milestone=milestone.id,
        )  # fmt: skip
        answers = {"y": (msg_in("answer", "sign off"), sign_off), "n": (msg_in("answer", "leave it open"), nothing)}
        self._desk.ask(Question(text, answers, insist=True))

    def _ask_withdrawal(self, milestone: Milestone) -> None:
        def withdraw() -> None:
            opened = milestone.sign_off.achieved_at if milestone.sign_off else None
            self.apply(Achieve(milestone=milestone.id, achieved_at=None, opened=opened))

        text = msg("{milestone} is signed off; withdraw that?", milestone=milestone.id)
        self._desk.ask(
            Question(
                text,
                {"y": (msg_in("answer", "withdraw"), withdraw), "n": (msg_in("answer", "keep"), nothing)},
                insist=True,
            )
        )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(_BETWEEN_CODES.sub(" ", text).split())


def _phases(text: str) -> Words:
    """Those that begin like this, while it is typed."""
    typed = folded(text).strip()
    words = [str(PHASE_WORDS[phase]) for phase in PHASES]
    if typed in words or typed in PHASES:
        return ""
    beginning = " ".join(word for word in words if word.startswith(typed))
    if not beginning:
        _phase(text)
    return beginning


def _phase(text: str) -> Phase | None:
    typed = folded(text).strip()
    if not typed:
        return None
    for phase in PHASES:
        if typed in (phase, folded(str(PHASE_WORDS[phase]))):
            return phase
    names = joined(PHASE_WORDS[phase] for phase in PHASES)
    raise Refused(msg("phase: {phase!r} is none of {names}", phase=clean_line(text), names=names))
