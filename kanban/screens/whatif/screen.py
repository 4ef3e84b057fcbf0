"""What if: the changes that can be tried, and each milestone with them. Nothing is saved."""

import asyncio
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kanban.metrics.insight.simulation import AnyChange
from kanban.metrics.insight.typed_changes import KINDS, SHAPES, Kind, card_of, typed_change
from kanban.metrics.rollup.milestones import RollUp
from kanban.screens.application import Target
from kanban.screens.listing import ListScreen
from kanban.screens.registry import actions_of
from kanban.screens.whatif.rows import CHANGE, SHOWN, Tried, detail, rows
from kanban.session.forecasting import Forecasting
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, Words, joined, msg, tr

if TYPE_CHECKING:
    from kanban.metrics.insight.simulation import Simulated

_BETWEEN = re.compile(r"[,，、;；]")


class WhatIfScreen(ListScreen):
    """Of the roll-up as it was when the screen was opened; `typed` outlives it, so that one can come back."""

    NAME = "whatif"
    PANE_LINES = 3

    def __init__(self, rollup: RollUp, forecasting: Forecasting, typed: dict[Kind, list[str]]) -> None:
        super().__init__()
        self._rollup, self._forecasting, self._typed = rollup, forecasting, typed
        self._found: dict[str, Simulated] = {}
        self._is_whole = False
        self._left_out: dict[Kind, Words] = {}
        """By kind: why something that was typed cannot be tried now."""

    def on_mount(self) -> None:
        """Today's dates and costs, or those with what was tried before."""
        self.list_view.moved = self._paint_pane
        self._simulate()

    def on_unmount(self) -> None:
        """Nothing more is wanted."""
        self._forecasting.end_simulation()

    # Reckoning

    def _simulate(self) -> None:
        self._found, self._is_whole = {}, False
        self._left_out, changes = {}, []
        for kind in KINDS:
            changes += self._still_understood(kind)
        self.run_worker(self._reckon(changes), group="simulation", exclusive=True)
        self.repaint()

    async def _reckon(self, changes: list[AnyChange]) -> None:
        steps = self._forecasting.simulate(self._rollup, changes)
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            self._found[step.state.milestone.id] = step
            if self.is_attached:
                self.repaint()
        self._is_whole = True
        if self.is_attached:
            self.repaint()

    def _understood(self, kind: Kind, typed: list[str]) -> list[AnyChange]:
        """Raises Refused."""
        name, rollup = SHOWN[kind][0], self._rollup
        return [typed_change(kind, text, rollup, name, lambda card: card_of(rollup, card)) for text in typed]

    def _still_understood(self, kind: Kind) -> list[AnyChange]:
        """Of the changes that were tried those that can be made now: a card may have been finished since."""
        changes: list[AnyChange] = []
        for text in self._typed.get(kind, []):
            try:
                changes += self._understood(kind, [text])
            except Refused as refusal:
                self._left_out[kind] = refusal.message
        return changes

    # Painting

    @property
    def _tried(self) -> Tried:
        keys = {action.id: action.shown_key for action in actions_of(self.NAME)}
        return Tried(
            rollup=self._rollup,
            typed=self._typed,
            left_out=self._left_out,
            found=self._found,
            is_whole=self._is_whole,
            zone=self.kanban.zone,
            cells=self.size.width,
            signs=glyphs(),
            keys={kind: keys[f"whatif.try_{kind}"] for kind in KINDS},
        )

    def repaint(self) -> None:
        """Paint all of it."""
        if self.is_emptied:
            return
        project = clean_line(self._rollup.plan.project)
        title = tr("{project} · what if", project=project) if project else tr("What if")
        as_of = tr("as of {date}", date=weekday_time(self._rollup.as_of, self.kanban.zone))
        self.top.set(((f" {title}", "bold"),), ((f"{as_of} · {tr('nothing is saved')} ", "meta"),))
        self.list_view.set([*rows(self._tried)])
        self._paint_pane()

    def _paint_pane(self) -> None:
        self.set_pane(detail(self.list_view.key, self._tried))

    # Keys

    def _kind_here(self) -> Kind:
        key = self.list_view.key.removeprefix(CHANGE)
        for kind in KINDS:
            if kind == key:
                return kind
        raise Refused(msg("the cursor is on no change; they stand at the top"))

    async def do_open(self) -> None:
        """Set the change under the cursor."""
        await self._ask(self._kind_here())

    async def _ask(self, kind: Kind) -> None:
        def done(text: str) -> None:
            self._set(kind, [part.strip() for part in _BETWEEN.split(clean_line(text)) if part.strip()])

        self.list_view.set(self.list_view.rows, f"{CHANGE}{kind}")
        name, before = SHOWN[kind][0], ", ".join(self._typed.get(kind, []))
        label = msg("{change}, {shape}:", change=name, shape=SHAPES[kind])
        await self.type_in(label, before, done, suggest=lambda text: self._names(kind))

    def _names(self, kind: Kind) -> Words:
        """What can be named: milestones, or boards."""
        if kind == "scope":
            return joined(clean_line(state.milestone.id) for state in self._rollup.milestones if state.is_foretold)
        boards = kind in ("driver", "pace", "wip", "give")
        return joined(clean_line(board.slug) for board in self._rollup.boards) if boards else ""

    def _set(self, kind: Kind, typed: list[str]) -> None:
        if kind == "rework" and len(typed) > 1:
            raise Refused(msg("there is one share of rework"))
        self._understood(kind, typed)
        self._typed[kind] = typed
        self._simulate()

    def do_clear(self) -> None:
        """Take out what is under the cursor."""
        self._set(self._kind_here(), [])

    def do_clear_all(self) -> None:
        """Today again."""
        self._typed.clear()
        self._simulate()

    async def do_try_driver(self) -> None:
        """One more, or one less."""
        await self._ask("driver")

    async def do_try_pace(self) -> None:
        """A board that finishes more, or less."""
        await self._ask("pace")

    async def do_try_wip(self) -> None:
        """More cards in work at once, or fewer."""
        await self._ask("wip")

    async def do_try_scope(self) -> None:
        """New cards."""
        await self._ask("scope")

    async def do_try_rework(self) -> None:
        """Less rework."""
        await self._ask("rework")

    async def do_try_first(self) -> None:
        """A card first."""
        await self._ask("first")

    async def do_try_give(self) -> None:
        """A card to another board."""
        await self._ask("give")

    async def do_try_drop(self) -> None:
        """Without a card."""
        await self._ask("drop")

    # For the palette

    def targets(self) -> Iterator[Target]:
        """The changes."""
        for kind, (name, hint) in SHOWN.items():
            yield Target(f"{CHANGE}{kind}", str(name), str(hint))

    def go_to(self, key: str) -> None:
        """To one of them."""
        self.list_view.set(self.list_view.rows, key)
