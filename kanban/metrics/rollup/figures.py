"""The figures of the roll-up: of a board's part in a work package, of a package, of a milestone."""

from kanban.metrics import reasons
from kanban.metrics.figure import Figure, rework_rate_figure
from kanban.metrics.rollup.contributions import Figures
from kanban.metrics.rollup.milestones import Achievement, MilestoneState


def node_figures(figures: Figures) -> tuple[Figure, ...]:
    """The figures of cards in the roll-up: of a board's part in a work package, of a package, of a milestone."""
    every = figures.total + figures.dropped
    return (
        Figure(
            term="completion_rate",
            unit="rate",
            value=figures.completion_rate,
            part=figures.done,
            n=figures.total,
            of=every,
            excluded={"dropped": figures.dropped} if figures.dropped else {},
            why_missing=reasons.NO_CARDS,
        ),
        Figure(
            term="weighted_completion_rate",
            unit="rate",
            value=figures.weighted_completion_rate,
            part=figures.done,
            n=figures.total,
            of=every,
            why_missing=reasons.NO_ESTIMATE if figures.total else reasons.NO_CARDS,
        ),
        rework_rate_figure(figures.rework_rate, figures.reworked, figures.finished),
        Figure(
            term="cycle_time",
            unit="seconds",
            value=figures.cycle_time_p85_seconds,
            n=figures.finished,
            of=figures.finished,
            percentiles={85: figures.cycle_time_p85_seconds},
            why_missing=reasons.NO_KNOWN_START,
        ),
        Figure(
            term="blocked",
            unit="cards",
            value=len(figures.blocked),
            n=figures.total,
            of=figures.total,
        ),
        Figure(term="dropped", unit="cards", value=figures.dropped, part=figures.dropped, n=every, of=every),
    )


def milestone_figures(state: MilestoneState) -> tuple[Figure, ...]:
    """The figures of a milestone: those of its cards, and by how much it slipped."""
    slip = Figure(
        term="slip",
        unit="seconds",
        value=state.slip_seconds,
        n=state.figures.total,
        of=state.figures.total,
        why_missing=reasons.NO_SLIP if state.baseline_at else reasons.NO_BASELINE,
    )
    return (*node_figures(state.figures), slip)


def achievement_figure(achievement: Achievement) -> Figure:
    """The milestone achievement rate."""
    return Figure(
        term="achievement_rate",
        unit="rate",
        value=achievement.achievement_rate,
        part=achievement.achieved_on_time,
        n=achievement.due,
        of=achievement.due + achievement.unknown,
        why_missing=reasons.NONE_DUE,
    )
