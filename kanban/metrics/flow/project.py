"""Cumulative flow of several boards together: their columns differ, so the bands are the kinds of columns."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kanban.metrics.flow.cumulative_flow import CumulativeFlow
from kanban.model.events import Kind

KINDS: tuple[Kind, ...] = ("queue", "active", "done")


class ProjectDay(msgspec.Struct, frozen=True):
    """How many cards of all boards lay in columns of each kind at the end of a day."""

    from_at: datetime
    counts: tuple[int, ...]
    """In the order of `KINDS`."""


def project_flow(flows: Iterable[CumulativeFlow]) -> tuple[ProjectDay, ...]:
    """Day by day. A board without a day yet has no cards on it; one whose days have ended keeps its last ones."""
    boards = [{day.from_at: _by_kind(flow, day.counts) for day in flow.days} for flow in flows]
    known = [(0, 0, 0) for _ in boards]
    out: list[ProjectDay] = []
    for from_at in sorted({day for board in boards for day in board}):
        known = [board.get(from_at, before) for board, before in zip(boards, known, strict=True)]
        out.append(ProjectDay(from_at, tuple(map(sum, zip(*known, strict=True)))))
    return tuple(out)


def _by_kind(flow: CumulativeFlow, counts: Iterable[int]) -> tuple[int, int, int]:
    by_kind = dict.fromkeys(KINDS, 0)
    for column, n in zip(flow.columns, counts, strict=True):
        by_kind[column.kind] += n
    return by_kind["queue"], by_kind["active"], by_kind["done"]
