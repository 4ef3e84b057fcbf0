"""The PM's roll-up: milestones, most urgent first, down to the cards; and the plan, where one may write it."""

import asyncio
import gc
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kanban.commands.outcome import Signed
from kanban.commands.plan import Achieve, AnyPlanStep, ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.metrics.contributions import Figures
from kanban.metrics.milestones import MilestoneState, Package, RollUp
from kanban.model.lookup import milestone_named
from kanban.model.plan import Plan
from kanban.model.plan_events import PHASES
from kanban.render import milestones as faces
from kanban.render.card import glyphs
from kanban.screens.base import Question
from kanban.screens.card import card_entries
from kanban.screens.listing import ListScreen, text_entry
from kanban.session.rollup import RollupFeed
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.store.protocol import Watch
from kanban.text.clean import clean_line
from kanban.text.dates import iso, now, parse, weekday_time
from kanban.text.messages import Refused
from kanban.widgets.list_view import Entry

POLL_SECONDS = 0.5
"""How often all boards are looked at where nobody tells of changes."""
ASK_SECONDS = 0.2
"""How often inotify is asked."""
FIRST_SECONDS = 1.0
"""When inotify is asked first: after the first screen."""
ALL_SECONDS = 15.0
"""How often all boards are looked at even so."""
WEEK = timedelta(days=7)
CLOCK = timedelta(seconds=30)
"""How old what is shown as live may be."""


class RollupScreen(ListScreen):
    """RollupFeed, or as of a moment; `_path` is where one has drilled to: milestone, work package, board, card."""

    KEYS = "rollup"

    def __init__(self, workspace: FolderStore, live: RollupFeed) -> None:
        super().__init__()
        self._workspace = workspace
        self._live = live
        self._rollup: RollUp | None = None
        self._as_of: datetime | None = None
        self._path: list[str] = []
        self._order: faces.Order = "urgency"
        self._needle = ""
        self._reading = False
        self._failure = ""
        self._watch: Watch | None = None
        self._changed: set[str | None] | None = None
        self._all_at = 0.0

    def on_mount(self) -> None:
        """Read, paint, and watch."""
        super().on_mount()
        self._timer = self.set_interval(POLL_SECONDS, self._look)
        self._look()
        self.set_timer(FIRST_SECONDS, lambda: self.run_worker(self._be_told(), group="read"))

    async def _be_told(self) -> None:
        watch = await asyncio.to_thread(self._workspace.watch)
        if not self.is_attached or not watch.works:
            watch.close()
            return
        self._watch, self._changed = watch, None  # what changed before it began is looked for once more
        self._timer.stop()
        self._timer = self.set_interval(ASK_SECONDS, self._look)

    def on_unmount(self) -> None:
        """Watch no more."""
        if self._watch is not None:
            self._watch.close()

    # Reading

    def _look(self) -> None:
        if self._reading or not self.is_current or not self._is_anything_new():
            return
        self._reading = True
        self.run_worker(self._read(), group="read")

    def _is_anything_new(self) -> bool:
        """Take down what inotify tells; whether anything must be looked at."""
        told = self._watch.changed() if self._watch is not None else None
        if told is None or time.monotonic() - self._all_at >= ALL_SECONDS:
            self._changed, self._all_at = None, time.monotonic()
        elif self._changed is not None:
            self._changed |= told
        return self._changed != set() or self._is_old(self._as_of or now())

    async def _read(self, force: bool = False) -> None:
        asked = self._as_of
        changed, self._changed = self._changed, set()
        try:
            force = force or self._is_old(asked or now())
            seen = await asyncio.to_thread(self._live.look, asked, force, changed)
            if seen is None:
                return
            if self._as_of != asked:  # another moment was asked for meanwhile
                return
            self.kanban.plan, self._rollup = seen
            self._failure = ""
        except StoreError as error:
            self._changed = None
            self._failure = self.kanban.shortened(str(error))
        finally:
            self._reading = False
        if not gc.isenabled():  # a collection while all the boards are read would find nothing and take its time
            gc.freeze()
            gc.enable()
        if self.is_attached:  # else the program is ending
            self.on_shown()

    def _is_old(self, moment: datetime) -> bool:
        """Nothing need be written for a milestone to become late."""
        return self._rollup is None or (self._as_of is None and moment - self._rollup.as_of >= CLOCK)

    def _reread(self) -> None:
        self.run_worker(self._read(force=True), group="read")

    # Painting

    def on_shown(self) -> None:
        """Paint where one is."""
        self.top.set(((f" {self._title()}", "bold"),), ((self._moment_words(), "meta"),))
        rollup = self._rollup
        if rollup is None:
            words = clean_line(self._failure) or "reading the boards"
            self.entries.set([text_entry(), text_entry((f" {words}", "meta"))])
            return
        head = [text_entry((f" {faces.head(rollup)}", "")), text_entry((f" {faces.totals_line(rollup)}", "meta"))]
        if self._failure:
            head.append(text_entry((f" {clean_line(self._failure)}", "error")))
        for unread in rollup.unread[:3]:
            head.append(text_entry((f" ? {clean_line(self.kanban.shortened(str(unread.problem)))}", "error")))
        self.entries.set([*head, *self._body(rollup)])

    def _title(self) -> str:
        project = clean_line(self.kanban.project)
        return f"{project} · roll-up" if project else "Roll-up"

    def _moment_words(self) -> str:
        moment = self._as_of or (self._rollup.as_of if self._rollup else now())
        words = weekday_time(moment, self.kanban.zone)
        state = "as of" if self._as_of else "as of now,"
        return f"{state} {words}{'' if self._as_of else '  live'}{'  read-only' if self.kanban.readonly else ''} "

    def _body(self, rollup: RollUp) -> list[Entry]:
        if not rollup.milestones:
            return [text_entry(), *[text_entry((f"  {line}", "")) for line in self._empty()]]
        if not self._path:
            return self._overview(rollup)
        state = self._state(self._path[0])
        if state is None:
            self._path = []
            return self._overview(rollup)
        return [text_entry(), Entry(self._face(state)), text_entry(), *self._below(state)]

    def _empty(self) -> tuple[str, ...]:
        if self._as_of:
            return ("No milestones had been made by then; ] goes a week on.",)
        return ("No milestones yet.",) if self.kanban.readonly else EMPTY

    def _overview(self, rollup: RollUp) -> list[Entry]:
        states = [s for s in rollup.milestones if self._matches(s)]
        out: list[Entry] = []
        for name, members in faces.groups(states, self._order):
            out += [text_entry(), text_entry((f"   {name}", "head"))]
            out += [Entry(self._face(state), state.milestone.id) for state in members]
        if self._needle:
            out.insert(0, text_entry((f" /{self._needle}: {len(states)} of {len(rollup.milestones)} shown", "here")))
        return out

    def _matches(self, state: MilestoneState) -> bool:
        words = f"{state.milestone.id} {state.milestone.name} {state.status} {' '.join(state.figures.drivers)}"
        return all(word in words.casefold() for word in self._needle.split())

    def _face(self, state: MilestoneState) -> faces.Lines:
        return faces.milestone(state, self.kanban.zone, self._moment, glyphs(), self.size.width)

    @property
    def _moment(self) -> datetime:
        return self._rollup.as_of if self._rollup else now()

    def _state(self, milestone_id: str) -> MilestoneState | None:
        shown = self._rollup.milestones if self._rollup else ()
        return next((s for s in shown if s.milestone.id == milestone_id), None)

    def _below(self, state: MilestoneState) -> list[Entry]:
        cells, signs = self.size.width, glyphs()
        package = self._package(state)
        if package is None:
            self._path = self._path[:1]
            entries = [Entry(faces.package(p, signs, cells), p.node.code) for p in state.packages]
            return entries or [text_entry(("     it gates no work package yet: e sets its gates", "meta"))]
        lead = [Entry(faces.package(package, signs, cells)), text_entry()]
        held = self._board(package)
        if held is None:
            self._path = self._path[:2]
            entries = [Entry(faces.board(slug, figures, signs, cells), slug) for slug, figures in package.boards]
            return lead + (entries or [text_entry(("     no cards yet", "meta"))])
        lead = [*lead[:1], Entry(faces.board(self._path[2], held, signs, cells)), text_entry()]
        chosen = next((c for c in held.cards if len(self._path) > 3 and c.card.id == self._path[3]), None)
        if chosen is None:
            self._path = self._path[:3]
            return lead + [Entry(faces.card(c, self._moment, signs, cells), c.card.id) for c in held.cards]
        return card_entries(chosen.card, chosen.board, self.kanban.plan, self.kanban.zone, cells, self._moment)

    def _package(self, state: MilestoneState) -> Package | None:
        return next((p for p in state.packages if len(self._path) > 1 and p.node.code == self._path[1]), None)

    def _board(self, package: Package) -> Figures | None:
        return next((held for slug, held in package.boards if len(self._path) > 2 and slug == self._path[2]), None)

    # Going about

    def do_open(self) -> None:
        """Into what the cursor is on."""
        if self.entries.key:
            self._path.append(self.entries.key)
            self._repaint_at("")

    async def do_back(self) -> None:
        """Out again; the cursor is where it was."""
        if self._path:
            self._repaint_at(self._path.pop())
        elif self._needle:
            self._needle = ""
            self._repaint_at("")

    def _repaint_at(self, key: str) -> None:
        self.entries.cursor, self.entries.top = -1, 0
        self.on_shown()
        if key:
            self.entries.set(self.entries.entries, key)

    def do_sort(self) -> None:
        """The next order."""
        self._order = faces.ORDERS[(faces.ORDERS.index(self._order) + 1) % len(faces.ORDERS)]
        self.on_shown()
        self.say(f"sorted by {self._order}")

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""

        def changed(text: str) -> None:
            self._needle = text.casefold().strip()
            self._path = []
            self.on_shown()

        await self.type_in("/", self._needle, changed, changed, lambda: changed(""))

    def do_earlier(self) -> None:
        """A week back."""
        self._as_of = (self._as_of or now()) - WEEK
        self._reread()

    def do_later(self) -> None:
        """A week on, up to now."""
        if self._as_of is not None:
            later = self._as_of + WEEK
            self._as_of = later if later < now() else None
            self._reread()

    # The plan

    def _here(self) -> str:
        key = self._path[0] if self._path else self.entries.key
        if not key:
            raise Refused("no milestone here; a adds one")
        return milestone_named(self.kanban.plan, key).id

    async def _write(self, *commands: AnyPlanStep) -> None:
        try:
            signed = Signed(ChangePlan(steps=commands), self.kanban.user, now())
            plan, applied = await asyncio.to_thread(self._workspace.apply, None, [signed])
        except StoreError as error:
            raise Refused(str(error)) from None
        if applied[0].refusal is not None:
            raise applied[0].refusal
        self.kanban.plan = plan
        self.say(str(applied[0].message))
        self._reread()

    def _date(self, text: str) -> datetime:
        return parse(text, self.kanban.plan.timezone, now(), field="baseline")

    def _echo(self, text: str) -> str:
        return weekday_time(self._date(text), self.kanban.zone) if text.strip() else ""

    async def do_add(self) -> None:
        """Name, gates, baseline: three lines, then it is there."""

        async def named(name: str) -> None:
            if name.strip():
                await self.type_in("gates, WBS codes such as 1.2, 1.3.1:", "", lambda gates: gated(name, gates))

        async def gated(name: str, gates: str) -> None:
            await self.type_in(
                "baseline (empty: none yet):", "", lambda due: dated(name, gates, due), suggest=self._echo
            )

        async def dated(name: str, gates: str, due: str) -> None:
            new_id = _next_id(self.kanban.plan)
            commands: list[Any] = [SetMilestone(id=new_id, name=name, gates=_codes(gates))]
            if due.strip():
                commands.append(SetBaseline(milestone=new_id, due_at=self._date(due)))
            await self._write(*commands)

        await self.type_in("new milestone, its name:", "", named)

    async def do_node(self) -> None:
        """A code and a name."""

        async def done(text: str) -> None:
            code, _, name = text.strip().partition(" ")
            if code:
                await self._write(SetNode(code=code, name=name))

        await self.type_in("WBS node, code and name, such as 1.2.3 Girders:", "", done)

    async def do_edit(self) -> None:
        """Name, phase, gates."""
        milestone = self.kanban.plan.milestones[self._here()]

        async def named(name: str) -> None:
            await self.type_in(
                "phase (or empty):", milestone.phase or "", lambda phase: phased(name, phase), suggest=_phases
            )

        async def phased(name: str, phase: str) -> None:
            chosen = _phase(phase)
            gates = ", ".join(milestone.gates)
            await self.type_in("gates, WBS codes:", gates, lambda text: self._write(
                SetMilestone(id=milestone.id, name=name, phase=chosen, gates=_codes(text))
            ))  # fmt: skip

        await self.type_in(f"{milestone.id}, its name:", milestone.name, named)

    async def do_baseline(self) -> None:
        """A date, then the reason where it replaces another."""
        milestone = self.kanban.plan.milestones[self._here()]
        current = milestone.baselines[-1].due_at if milestone.baselines else None

        async def dated(text: str) -> None:
            if not text.strip():
                return
            due_at = self._date(text)
            write: Callable[[str], object] = lambda why: self._write(  # noqa: E731
                SetBaseline(milestone=milestone.id, due_at=due_at, why=why)
            )
            if current is None:
                await self._write(SetBaseline(milestone=milestone.id, due_at=due_at))
            else:
                await self.type_in("why is the baseline moved:", "", write)

        now_set = f" (now {(iso(current, self.kanban.plan.timezone) or '')[:16].replace('T', ' ')})" if current else ""
        await self.type_in(f"baseline of {milestone.id}{now_set}:", "", dated, suggest=self._echo)

    async def do_achieve(self) -> None:
        """Sign off, or withdraw the sign-off after y."""
        milestone = self.kanban.plan.milestones[self._here()]
        if milestone.sign_off:
            withdraw = lambda: self._write(Achieve(milestone=milestone.id, achieved_at=None))  # noqa: E731
            answers = {"y": ("withdraw", withdraw), "n": ("keep", lambda: None)}
            self.ask(Question(f"{milestone.id} is signed off; withdraw that? ", answers, insist=True))
            return

        state = self._state(milestone.id)
        if state and state.achieved_at:
            raise Refused(f"{milestone.id}: {state.reason}, achieved without a sign-off")

        async def done(text: str) -> None:
            moment = now() if text.strip() in ("", "now") else self._date(text)
            await self._write(Achieve(milestone=milestone.id, achieved_at=moment))

        await self.type_in(f"{milestone.id} achieved at (enter: now):", "", done, suggest=self._echo)


EMPTY = (
    "No milestones yet.",
    "",
    "w   adds a WBS node: 1, then 1.1, then 1.1.1 for a work package",
    "a   adds a milestone that gates some of them",
    "?   explains the keys and the figures",
    "",
    "`kanban plan apply plan.toml` takes all of them from a file,",
    "`kanban demo` shows a full one.",
)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").split() if part)


def _phases(text: str) -> str:
    """Those that begin like this, while it is typed."""
    typed = text.strip().casefold()
    return "" if typed in PHASES else " ".join(phase for phase in PHASES if phase.startswith(typed)) or _phase(text)


def _phase(text: str) -> Any:
    chosen = text.strip().casefold() or None
    if chosen is not None and chosen not in PHASES:
        raise Refused(f"phase: {text.strip()!r} is none of {', '.join(PHASES)}")
    return chosen


def _next_id(plan: Plan) -> str:
    return plan.next_milestone_id()
