"""Columns that come, go and change places from the shell, beside a plain list of them."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from calls import Desk
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from often import often

KINDS = ("queue", "active", "done")


@dataclass
class Lane:
    """A column as the model has it."""

    name: str
    kind: str
    limit: int | None
    cards: list[str] = field(default_factory=list)


class ColumnMachine(RuleBasedStateMachine):
    """Verbs in any order; each is carried out as the list has it, or refused with every file as it was."""

    words = st.sampled_from(("Backlog", "Doing", "Review", "Done", "Test", "检查"))

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._patch = pytest.MonkeyPatch()
        self.desk = Desk(Path(self._folder.name) / "w", self._patch, "-w", str(Path(self._folder.name) / "w"))
        self.desk("init", self.desk.folder)
        self.desk("board", "create", "b", "--columns", "Backlog:queue,Doing:active:3,Review:active,Done:done")
        self.lanes = [
            Lane("Backlog", "queue", None), Lane("Doing", "active", 3), Lane("Review", "active", None),
            Lane("Done", "done", None),
        ]  # fmt: skip
        self.changes = self.cards = 0

    def teardown(self) -> None:
        assert len(self.desk("board", "log", "--json").json["log"]) == self.changes
        self._patch.undo()
        self._folder.cleanup()

    def named(self, name: str) -> Lane | None:
        return next((lane for lane in self.lanes if lane.name == name), None)

    def call(self, *argv: str, wanted: list[Lane] | None) -> None:
        """A verb of columns; the columns wanted, or None where it is refused and every file stays."""
        before = self.desk.content()
        done = self.desk("board", "column", *argv, code=1 if wanted is None else 0)
        if wanted is None:
            assert done.err.startswith("kanban: ")
            assert self.desk.content() == before
        else:
            self.changes += self.desk.content() != before
            self.lanes = wanted

    @rule(name=words, kind=st.sampled_from(KINDS), limit=st.none() | st.integers(1, 9))
    def add(self, name: str, kind: str, limit: int | None) -> None:
        order = KINDS.index(kind)
        left = [lane for lane in self.lanes if KINDS.index(lane.kind) <= order]
        right = [lane for lane in self.lanes if KINDS.index(lane.kind) > order]
        wanted = None if self.named(name) else [*left, Lane(name, kind, limit), *right]
        self.call("add", name, "--kind", kind, *(["--limit", str(limit)] if limit else []), wanted=wanted)

    @rule(old=words, new=words)
    def rename(self, old: str, new: str) -> None:
        lane, taken = self.named(old), self.named(new)
        if lane is None or (taken is not None and taken is not lane):
            self.call("rename", old, new, wanted=None)
            return
        renamed = [Lane(new, one.kind, one.limit, one.cards) if one is lane else one for one in self.lanes]
        self.call("rename", old, new, wanted=renamed)

    @rule(name=words, limit=st.none() | st.integers(0, 3))
    def limit(self, name: str, limit: int | None) -> None:
        lane = self.named(name)
        fits = lane is not None and limit != 0
        wanted = [Lane(o.name, o.kind, limit, o.cards) if o is lane else o for o in self.lanes] if fits else None
        self.call("limit", name, "none" if limit is None else str(limit), wanted=wanted)

    @rule(name=words, beside=words, side=st.sampled_from(("--before", "--after")))
    def move(self, name: str, beside: str, side: str) -> None:
        lane, other = self.named(name), self.named(beside)
        wanted = None
        if lane is not None and other is not None:
            wanted = [one for one in self.lanes if one is not lane] if lane is not other else list(self.lanes)
            if lane is not other:
                wanted.insert(wanted.index(other) + (side == "--after"), lane)
            kinds = [KINDS.index(one.kind) for one in wanted]
            wanted = wanted if kinds == sorted(kinds) else None
        self.call("move", name, side, beside, wanted=wanted)

    @rule(name=words, heir=st.none() | words)
    def delete(self, name: str, heir: str | None) -> None:
        lane, to = self.named(name), self.named(heir) if heir else None
        last = lane is not None and [one.kind for one in self.lanes].count(lane.kind) == 1
        homeless = lane is not None and bool(lane.cards) and (to is None or to is lane)
        wanted = None
        if lane is not None and not last and not homeless and (heir is None or to is not None):
            wanted = [one for one in self.lanes if one is not lane]
            if lane.cards:
                wanted = [Lane(o.name, o.kind, o.limit, o.cards + lane.cards) if o is to else o for o in wanted]
        self.call("delete", name, *(["--to", heir] if heir else []), wanted=wanted)

    @rule(name=words)
    def card(self, name: str) -> None:
        lane = self.named(name)
        self.desk("add", "Weld span", "--column", name, "--over-wip", code=1 if lane is None else 0)
        if lane is not None:
            self.cards += 1
            lane.cards.append(str(self.cards))

    @invariant()
    def the_board_is_the_list(self) -> None:
        shown = self.desk("board", "show", "--json").json["columns"]
        found = [Lane(c["name"], c["kind"], c["wip_limit"], c["cards"]) for c in shown]
        assert found == self.lanes


ColumnMachine.TestCase.settings = settings(max_examples=often(10), stateful_step_count=16)
TestColumns = ColumnMachine.TestCase
