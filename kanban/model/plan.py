"""The project manager's plan: WBS nodes to level 3, milestones, and every baseline there ever was."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from kanban.model.board import SCHEMA
from kanban.model.moment import Moment
from kanban.text.clean import clean_line

Phase = Literal["initiating", "planning", "executing", "monitoring", "closing"]
PHASES: tuple[Phase, ...] = ("initiating", "planning", "executing", "monitoring", "closing")

_CODE = re.compile(r"[1-9]\d{0,5}(\.[1-9]\d{0,5}){0,2}", re.ASCII)


def is_code(code: str) -> bool:
    """Whether this is a WBS code of level 1 to 3: `1`, `1.2`, `1.2.3`."""
    return _CODE.fullmatch(code) is not None


def is_milestone_id(text: str) -> bool:
    """Whether this may name a milestone: 1 to 20 characters, none of them a space or a terminal's business."""
    return clean_line(text) == text and 1 <= len(text) <= 20 and " " not in text


def level(code: str) -> int:
    """WBS level: the number of parts. Level 3 is a work package."""
    return code.count(".") + 1


def code_key(code: str) -> tuple[int, ...]:
    """Sorts codes as numbers: 1.9 before 1.10."""
    return tuple(int(part) for part in code.split("."))


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """A node of the work breakdown structure; at level 3 a work package."""

    code: str
    name: str
    phase: Phase | None = None


class Baseline(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date a milestone was promised for, in force from `set_at` until the next one."""

    version: int
    """Version of the plan's baseline that this date came with."""
    due_at: Moment
    set_at: Moment
    by: str
    why: str = ""


class SignOff(msgspec.Struct, frozen=True, omit_defaults=True):
    """The PM's record that a milestone was achieved; with `achieved_at` None, that the record is withdrawn."""

    achieved_at: Moment | None
    at: Moment
    by: str
    note: str = ""


class Milestone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A date in the plan that gates work packages: it is done when all their cards are."""

    id: str
    name: str
    phase: Phase | None = None
    gates: tuple[str, ...] = ()
    """WBS codes; a code of level 1 or 2 gates every work package below it."""
    created_at: Moment | None = None
    baselines: tuple[Baseline, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    removed_at: Moment | None = None

    def baseline(self, as_of: datetime) -> Baseline | None:
        """The baseline in force at `as_of`: the last one set by then."""
        past = [b for b in self.baselines if b.set_at <= as_of]
        return past[-1] if past else None

    def existed(self, as_of: datetime) -> bool:
        """Whether it was in the plan at `as_of`."""
        made = self.created_at is None or self.created_at <= as_of
        return made and (self.removed_at is None or self.removed_at > as_of)

    @property
    def original(self) -> Baseline | None:
        """The first baseline."""
        return self.baselines[0] if self.baselines else None

    def signed_off(self, as_of: datetime) -> SignOff | None:
        """The PM's record of the achievement in force at `as_of`: recorded and not withdrawn by then."""
        past = [s for s in self.sign_offs if s.at <= as_of]
        return past[-1] if past and past[-1].achieved_at is not None else None

    def gates_package(self, code: str) -> bool:
        """Whether a work package lies under one of the gates."""
        return any(code == gate or code.startswith(gate + ".") for gate in self.gates)


class PlanEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change of the plan, in words."""

    at: Moment
    by: str
    words: str


class Plan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole plan, an immutable snapshot."""

    schema: int
    project: str = ""
    timezone: str = "UTC"
    rev: int = 0
    baseline_version: int = 0
    next_milestone: int = 1
    nodes: Mapping[str, Node] = {}
    milestones: Mapping[str, Milestone] = {}
    log: tuple[PlanEvent, ...] = ()

    @property
    def packages(self) -> tuple[Node, ...]:
        """Work packages (level-3 nodes) in WBS order."""
        return tuple(self.nodes[c] for c in sorted(self.nodes, key=code_key) if level(c) == 3)

    def gated_by(self, package: str | None) -> tuple[Milestone, ...]:
        """Milestones that a work package counts for."""
        if package is None:
            return ()
        return tuple(m for m in self.milestones.values() if m.removed_at is None and m.gates_package(package))


EMPTY_PLAN = Plan(schema=SCHEMA)
"""A plan of nothing: what a workspace has before its PM writes one."""
