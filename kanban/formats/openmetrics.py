"""Milestones and boards as OpenMetrics text (version 1.0), for Prometheus and what reads its format.

What is not known has no sample: an absent one is told from zero.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from kanban import __version__
from kanban.metrics.reports.export import BoardTotals
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.metrics.rollup.status import URGENCY
from kanban.text.clean import clean_line
from kanban.text.messages import Message, msg

Labels = Mapping[str, str]
Number = float | int | None


class Sample(NamedTuple):
    """A value with its labels; `suffix` stands behind the name of its family."""

    labels: Labels
    value: float | int
    suffix: str = ""


class Family(NamedTuple):
    """A metric with all its samples."""

    name: str
    type: Literal["gauge", "info", "stateset", "summary"]
    help: Message
    samples: Sequence[Sample]
    unit: str = ""
    """What the name ends with; empty for mere numbers."""


def text(rollup: RollUp, boards: Sequence[BoardTotals], stamped_at: datetime | None = None) -> str:
    """All families; with a moment each sample is of that moment, else of the time when it is read."""
    stamp = f" {stamped_at.timestamp():.3f}" if stamped_at is not None else ""
    lines: list[str] = []
    for family in (*_workspace(rollup), *_milestones(rollup), *_boards(boards)):
        if family.samples:
            lines += _lines(family, stamp)
    return "\n".join((*lines, "# EOF", ""))


def escaped(value: str) -> str:
    """A label's value or a help text."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _lines(family: Family, stamp: str) -> Iterator[str]:
    yield f"# TYPE {family.name} {family.type}"
    if family.unit:
        yield f"# UNIT {family.name} {family.unit}"
    yield f"# HELP {family.name} {escaped(str(family.help))}"
    for sample in family.samples:
        labels = ",".join(f'{name}="{escaped(clean_line(value))}"' for name, value in sample.labels.items())
        yield f"{family.name}{sample.suffix}{{{labels}}} {sample.value!r}{stamp}"


def _workspace(rollup: RollUp) -> Iterator[Family]:
    labels = {"project": rollup.plan.project, "timezone": rollup.plan.timezone, "version": __version__}
    yield Family("kanban_workspace", "info", msg("the workspace"), [Sample(labels, 1, "_info")])
    unread = len({unreadable.slug for unreadable in rollup.unread})
    yield Family("kanban_boards_unreadable", "gauge", msg("boards that cannot be read"), [Sample({}, unread)])


def _milestones(rollup: RollUp) -> Iterator[Family]:
    states = sorted(rollup.milestones, key=lambda state: state.milestone.id)

    def gauge(
        name: str, help_: Message, values: Iterable[tuple[MilestoneState, Number, Labels]], unit: str = ""
    ) -> Family:
        samples = [Sample({"milestone": s.milestone.id, **more}, v) for s, v, more in values if v is not None]
        return Family(f"kanban_milestone_{name}", "gauge", help_, samples, unit)

    yield Family(
        "kanban_milestone", "info", msg("what a milestone is called, and its phase"),
        [Sample({"milestone": s.milestone.id, "name": s.milestone.name, "phase": s.milestone.phase or ""}, 1, "_info")
         for s in states],
    )  # fmt: skip
    yield Family(
        "kanban_milestone_status", "stateset", msg("the status of a milestone"),
        [Sample({"milestone": s.milestone.id, "kanban_milestone_status": status}, int(s.status == status))
         for s in states for status in URGENCY],
    )  # fmt: skip
    yield gauge("cards", msg("cards of a milestone, done and open"), [
        (s, n, {"state": state}) for s in states
        for state, n in (("done", s.figures.done), ("open", s.figures.total - s.figures.done))
    ])  # fmt: skip
    yield gauge("blocked_cards", msg("blocked cards of a milestone"), [(s, len(s.figures.blocked), {}) for s in states])
    yield gauge("completion_ratio", msg("cards done of all cards of a milestone"),
                [(s, s.figures.completion_rate, {}) for s in states], "ratio")  # fmt: skip
    yield gauge("rework_ratio", msg("finished cards that were reworked of all with a known start, of a milestone"),
                [(s, s.figures.rework_rate, {}) for s in states], "ratio")  # fmt: skip
    yield gauge("baseline_timestamp_seconds", msg("when a milestone is due"),
                [(s, _seconds(s.baseline_at), {}) for s in states], "seconds")  # fmt: skip
    yield gauge("forecast_timestamp_seconds", msg("when a milestone will be done, at P50 and P85"), [
        (s, _seconds(at), {"percentile": percentile}) for s in states if s.forecast is not None
        for percentile, at in (("50", s.forecast.p50_at), ("85", s.forecast.p85_at))
    ], "seconds")  # fmt: skip
    yield gauge("achieved_timestamp_seconds", msg("when a milestone was achieved"),
                [(s, _seconds(s.achieved_at), {}) for s in states], "seconds")  # fmt: skip
    yield gauge("baseline_chance_ratio", msg("the chance that a milestone is done by its baseline"), [
        (s, s.forecast.chance_of_baseline if s.forecast is not None else None, {}) for s in states
    ], "ratio")  # fmt: skip
    yield gauge("slip_seconds", msg("P85 or achievement after the baseline of a milestone; negative before it"),
                [(s, s.slip_seconds, {}) for s in states], "seconds")  # fmt: skip


def _boards(boards: Sequence[BoardTotals]) -> Iterator[Family]:
    def gauge(name: str, help_: Message, values: Iterable[tuple[BoardTotals, Number]], unit: str = "") -> Family:
        samples = [Sample({"board": board.board}, value) for board, value in values if value is not None]
        return Family(f"kanban_board_{name}", "gauge", help_, samples, unit)

    yield Family("kanban_board", "info", msg("who drives a board"),
                 [Sample({"board": b.board, "driver": b.driver}, 1, "_info") for b in boards])  # fmt: skip
    yield gauge("cards", msg("cards of a board"), [(b, b.cards) for b in boards])
    yield gauge("finished_cards", msg("finished cards of a board"), [(b, b.finished) for b in boards])
    yield gauge("wip_cards", msg("cards in progress on a board"), [(b, b.wip) for b in boards])
    yield gauge("throughput_cards_per_week", msg("cards finished a week, in the last 12 weeks"),
                [(b, b.throughput.per_week) for b in boards])  # fmt: skip
    yield gauge("rework_ratio", msg("finished cards that were reworked of all with a known start, of a board"),
                [(b, b.rework.rework_rate) for b in boards], "ratio")  # fmt: skip
    yield Family(
        "kanban_board_cycle_time_seconds", "summary", msg("cycle time of the finished cards of a board"),
        [sample for b in boards for sample in _cycle_time(b)], "seconds",
    )  # fmt: skip


def _cycle_time(board: BoardTotals) -> Iterator[Sample]:
    times, labels = board.cycle_time, {"board": board.board}
    for quantile, value in (("0.5", times.p50_seconds), ("0.85", times.p85_seconds), ("0.95", times.p95_seconds)):
        if value is not None:
            yield Sample({**labels, "quantile": quantile}, value)
    yield Sample(labels, times.count, "_count")
    if times.mean_seconds is not None:
        yield Sample(labels, times.mean_seconds * times.count, "_sum")


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment is not None else None
