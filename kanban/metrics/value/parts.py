"""Earned value of a plan and of its parts: of each milestone, and of each work package with a budget or a cost."""

from collections.abc import Callable

import msgspec

from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.value.plan_earned_value import PackageValue, PlanValue, part_of, plan_value


class ValueParts(msgspec.Struct, frozen=True):
    """As of one moment."""

    whole: PlanValue
    milestones: tuple[tuple[MilestoneState, PlanValue], ...]
    """Each with that of the work packages that it waits for, in the order of the roll-up."""
    packages: tuple[tuple[PackageValue, PlanValue], ...]
    """In WBS order."""


def value_parts(rollup: RollUp, pause: Callable[[], None] = lambda: None) -> ValueParts:
    """`pause` is called between the parts. Raises Refused where a history cannot be read."""
    whole = plan_value(rollup)
    milestones, packages = [], []
    for state in rollup.milestones:
        pause()
        milestones.append((state, part_of(whole, rollup, packages_of(state))))
    for package in whole.packages:
        pause()
        packages.append((package, part_of(whole, rollup, frozenset((package.code,)))))
    return ValueParts(whole, tuple(milestones), tuple(packages))


def packages_of(state: MilestoneState) -> frozenset[str]:
    """The work packages that a milestone waits for, by code."""
    return frozenset(package.node.code for package in state.packages)
