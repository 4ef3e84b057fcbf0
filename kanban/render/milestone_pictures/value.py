"""The S-curves of the work packages that a milestone waits for."""

from collections.abc import Iterator

from kanban.metrics.value.plan_earned_value import plan_value, weekly_values
from kanban.render.flow_pictures.picture import Picture
from kanban.render.milestone_pictures.subject import Subject
from kanban.render.s_curves import s_curves


def value_picture(subject: Subject) -> Iterator[Picture]:
    """PV, EV and AC week by week, with the earned schedule marked."""
    only = frozenset(package.node.code for package in subject.state.packages)
    value = plan_value(subject.rollup, only)
    boards, unread = subject.rollup.boards, subject.rollup.unread
    yield s_curves(value, weekly_values(value, boards, unread, lambda done, of: subject.pause()))
