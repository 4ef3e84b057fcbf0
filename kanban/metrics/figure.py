"""Figures, each declared once: term, label and rule, its value, and what it rests on.

`flow_figures` lists those of a set of cards, `rollup_figures` those of a milestone and what it is made of. Flow strip,
screens, shell, JSON and help walk these lists; `render.figures` puts them into words. A new figure is a row of `_TERMS`
and an entry in the lists it belongs to.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from kanban.metrics import reasons
from kanban.metrics.reasons import Why
from kanban.text.messages import Message, msg

Unit = Literal["seconds", "rate", "per_week", "cards", "moves", "deviation"]


class Term(NamedTuple):
    """A term with what it is called and the rule it follows."""

    name: str
    label: Message
    rule: Message
    reports: tuple[str, ...] = ()
    """The JSON reports whose `definitions` give the rule."""


_METRICS, _ROLLUP, _BOTH, _FORECAST = ("metrics",), ("rollup",), ("metrics", "rollup"), ("forecast",)
_QUALITY, _CHARTS = ("quality",), ("milestone_chart",)
_EVM = ("evm",)

_TERMS = (
    Term(
        "started", msg("started"),
        msg("first entry into an active column; none for a card that went from a queue straight to done"), _METRICS,
    ),
    Term(
        "finished", msg("finished"),
        msg("entry into a done column that the card has not left since; leaving done voids it (reopened); where it is "
            "not known when, the card counts as done and in no dated figure (finish_unknown)"), _METRICS,
    ),
    Term(
        "cycle_time", msg("cycle time"),
        msg("finished - started, elapsed time, the whole span whatever happened in between; "
            "span = active + parked + done gap; cards without a known start are left out and counted"), _BOTH,
    ),
    Term("active_time", msg("active time"), msg("time in active columns between started and finished"), _METRICS),
    Term("parked_time", msg("parked time"), msg("time in queue columns after the start"), _METRICS),
    Term("done_gap", msg("done gap"), msg("time in done columns before the card was reopened"), _METRICS),
    Term(
        "blocked_time", msg("blocked time"),
        msg("sum of the spans in which the card was blocked while not finished"), _METRICS,
    ),
    Term(
        "lead_time", msg("lead time"),
        msg("finished - created; cards whose creation, or start, is not known from an import are left out"),
        _METRICS,
    ),
    Term("wip", msg("WIP"), msg("cards started and neither finished nor archived"), _METRICS),
    Term(
        "throughput", msg("throughput"),
        msg("finished cards / (calendar days of the window / 7), by ISO weeks in the plan's time zone; without --from "
            "the last 12 weeks, or since the first card"),
        _METRICS,
    ),
    Term(
        "percentiles", msg("percentiles"),
        msg("linear interpolation between order statistics (Hyndman-Fan type 7); low_sample below 10 values"), _BOTH,
    ),
    Term(
        "rework_move", msg("rework moves"),
        msg("a move to a column further left out of an active or done column (not from one done column to another), "
            "for the reasons defect, change or unspecified; parked and mistake are not rework"), _METRICS,
    ),
    Term(
        "rework_rate", msg("rework rate"),
        msg("finished cards with a known start that had at least one rework move / "
            "all finished cards with a known start"), _BOTH,
    ),
    Term(
        "rework_time", msg("rework time"),
        msg("for each rework move, the time until the card was again at or right of the column it had left"), _METRICS,
    ),
    Term("dropped", msg("dropped"), msg("archived unfinished; in no rate and no completion"), _BOTH),
    Term("blocked", msg("blocked"), msg("cards that are blocked and not finished")),
    Term(
        "ageing", msg("ageing"),
        msg("in progress for longer than the P85 of the cycle time of finished cards (10 of them at least)"),
    ),
    Term("window", msg("window"), msg("[from, to) by the finishing time; without bounds all history"), _METRICS),
    Term(
        "cycle_days", msg("cycle days"),
        msg("finished date - started date + 1, in the plan's time zone (Kanban Guide)"), _METRICS,
    ),
    Term(
        "completion_rate", msg("completion rate"),
        msg("cards done / cards; dropped ones count in neither"), _ROLLUP,
    ),
    Term(
        "weighted_completion_rate", msg("weighted completion rate"),
        msg("done estimate / total estimate; a card without an estimate weighs the mean of those that have one"),
        _ROLLUP,
    ),
    Term(
        "pace", msg("pace"),
        msg("open cards / weeks to the baseline, beside the cards finished a week in the last 4 weeks"), _ROLLUP,
    ),
    Term(
        "status", msg("status"),
        msg("achieved: done at or before the baseline; achieved_late: done after it; late: past it and not done; "
            "at_risk: P85 is later than the baseline, severity high where P50 is too; on_track: P85 is not later; "
            "open: it has cards, and no forecast can be made; no_data: no cards, or no baseline and nothing finished"),
        _ROLLUP,
    ),
    Term(
        "milestone_done", msg("milestone done"),
        msg("every card of the gated work packages is finished and there is at least one, or the PM signed it off; "
            "the sign-off decides the date"), _ROLLUP,
    ),
    Term(
        "achievement_rate", msg("achievement rate"),
        msg("milestones achieved at or before their baseline / milestones whose baseline has passed"), _ROLLUP,
    ),
    Term(
        "slip", msg("slip"),
        msg("achieved - baseline; for a late one, as of now - baseline: at least that much; of a forecast, "
            "P85 - baseline"),
        (*_ROLLUP, *_FORECAST, "timeline"),
    ),
    Term(
        "forecast", msg("forecast"),
        msg("when the open cards of a milestone are done, over its boards jointly: P50 held 50 times of 100, P85 85 "
            "times; by the ages of the cards and by the queue before them, mixed by what foretold the boards' past "
            "better; fewer than 10 cards finished or dropped give none"), (*_FORECAST, "timeline"),
    ),
    Term(
        "chance_of_baseline", msg("chance of the baseline"),
        msg("the share of the forecast that lies at or before the baseline"), _FORECAST,
    ),
    Term(
        "calibration", msg("calibration"),
        msg("how often P50 and P85 of each Monday of the last year held, of those that have come, with a 95 % "
            "interval; beside the usual method, the throughput of the last 90 days"), ("calibration",),
    ),
    Term("first_pass_yield", msg("first-pass yield"), msg("1 - rework rate"), _QUALITY),
    Term(
        "rolled_throughput_yield", msg("rolled throughput yield"),
        msg("the product over the active columns of: entries that left to the right and that no rework move brought "
            "back, or further left / entries; of several boards the mean, by finished cards"), _QUALITY,
    ),
    Term(
        "dpmo", msg("DPMO"),
        msg("rework moves for the reason defect / (finished cards with a known start x opportunities per card) x "
            "1,000,000"), _QUALITY,
    ),
    Term(
        "sigma_level", msg("sigma level"),
        msg("the normal quantile of 1 - DPMO / 1,000,000, plus the shift of 1.5; none without a defect"), _QUALITY,
    ),
    Term(
        "xmr_chart", msg("XmR chart"),
        msg("cycle times in finishing order, limits mean ± 2.66 x mean moving range, the lower not below 0; signals: "
            "a point outside, 8 in a row on one side, 3 of 4 nearer a limit than the mean"), _QUALITY,
    ),
    Term(
        "p_chart", msg("p-chart"),
        msg("rework rate by week, limits p ± 3 sqrt(p (1 - p) / n) with the n of each week; signals: a point outside, "
            "8 in a row on one side"), _QUALITY,
    ),
    Term("yield_by_window", msg("yield by window"),
         msg("first-pass yield solid, rolled throughput yield hollow, of each four ISO weeks up to the last one")),
    Term("sigma_by_window", msg("sigma level by window"),
         msg("the sigma level of each four ISO weeks up to the last one; none without a defect")),
    Term(
        "cycle_time_scatter", msg("scatter"),
        msg("each finished card with a known start by the day it was finished, against P50, P85 and P95"),
    ),
    Term(
        "ageing_wip", msg("ageing WIP"),
        msg("each card in progress by its column and its age, now - started, against P50 and P85 of the cycle time"),
    ),
    Term(
        "cumulative_flow", msg("cumulative flow"),
        msg("cards in each column at the end of each day; a card moved back or dropped lowers a band and is marked "
            "on its day; what was undone is in none"),
    ),
    Term(
        "rework_by_reason", msg("rework by reason"),
        msg("moves back of finished cards with a known start; parked and mistake are not rework"),
    ),
    Term(
        "costly_cards", msg("costliest cards"),
        msg("finished or in progress, the longest by cycle time or age, by rework time, or by time blocked since the "
            "start"),
    ),
    Term(
        "flow_efficiency", msg("flow efficiency"),
        msg("(cycle time - time blocked since the start) / cycle time, of all finished cards together; waiting that "
            "was not recorded as a block counts as work"), _METRICS,
    ),
    Term(
        "littles_law", msg("Little's law"),
        msg("mean WIP / mean throughput against the mean cycle time; far from each other where WIP grows or shrinks "
            "or cards are dropped"), _METRICS,
    ),
    Term(
        "remaining", msg("remaining"),
        msg("working days that are left: of a work package the open share of its estimate, or without one the P50 of "
            "the working cycle time of its driver's finished cards x open cards / cards in work at once (their mean "
            "number by Little's law), the P50 at least; of several drivers the longest; of a linked card that P50; "
            "nothing of what is done or signed off"),
        ("schedule",),
    ),
    Term(
        "critical_path", msg("critical path"),
        msg("forward and backward pass over the links FS, SS, FF, SF with their lag, on the working calendar from "
            "as_of_at on; critical is what has no total slack; a milestone comes after the work packages it gates, a "
            "work package is done after its linked cards are; what is done holds only for what is left of its lag"),
        ("schedule", "timeline"),
    ),
    Term(
        "total_slack", msg("total slack"),
        msg("how much later it can start without the end moving"), ("schedule", "timeline"),
    ),
    Term(
        "free_slack", msg("free slack"),
        msg("how much later it can finish without anything after it moving"), ("schedule",),
    ),
    Term(
        "bac", msg("BAC"), msg("budget at completion: of a work package what was budgeted, in total their sum"), _EVM,
    ),
    Term(
        "pv", msg("PV"),
        msg("planned value: the budget x the working time of its span until as_of_at / that of the whole span; it "
            "goes from its first day, or the plan's first event, to its last day, or the earliest baseline of a "
            "milestone that waits for the package"), _EVM,
    ),
    Term(
        "ev", msg("EV"),
        msg("earned value: the budget x cards done / cards; a package without cards is earned when a milestone that "
            "waits for it is signed off"), _EVM,
    ),
    Term(
        "ac", msg("AC"),
        msg("actual cost: hours logged on the cards of the package x the hourly rate of their day and board's driver, "
            "and the costs booked; in total those of packages without a budget too"), _EVM,
    ),
    Term("cv", msg("CV"), msg("cost variance: EV - AC"), _EVM),
    Term("sv", msg("SV"), msg("schedule variance: EV - PV"), _EVM),
    Term("cpi", msg("CPI"), msg("cost performance index: EV / AC"), _EVM),
    Term("spi", msg("SPI"), msg("schedule performance index: EV / PV"), _EVM),
    Term(
        "eac", msg("EAC"),
        msg("estimate at completion: BAC / CPI; as planned AC + BAC - EV; by cost and schedule "
            "AC + (BAC - EV) / (CPI x SPI)"), _EVM,
    ),
    Term("etc", msg("ETC"), msg("estimate to complete: EAC - AC"), _EVM),
    Term("vac", msg("VAC"), msg("variance at completion: BAC - EAC"), _EVM),
    Term(
        "tcpi", msg("TCPI"),
        msg("to-complete performance index: (BAC - EV) / (BAC - AC), or / (EAC - AC)"), _EVM,
    ),
    Term(
        "earned_schedule", msg("earned schedule"),
        msg("ES: the time by which what is earned was planned, by linear interpolation between weeks of 7 days since "
            "the first span's start (Lipke 2003); SV(t) = ES - AT, SPI(t) = ES / AT, AT the time since that start"),
        _EVM,
    ),
    Term(
        "savings", msg("savings"),
        msg("of cards finished in two windows with a known start: median working time from start to finish, mean "
            "rework time and mean logged time, a card; the interval of a change is a 95 % bootstrap percentile "
            "interval, and where it spans 0 the change cannot be told from noise; saved hours = time saved a card x "
            "cards finished after x share of the working time that was logged; money = saved hours x what a logged "
            "hour cost"),
        ("savings",),
    ),
    Term("roi", msg("ROI"), msg("return on investment: (benefit - cost) / cost, undiscounted"), ("benefit",)),
    Term(
        "npv", msg("NPV"),
        msg("net present value: the sum of amount / (1 + rate)^(days since the first flow / 365), as in Excel's XNPV"),
        ("benefit",),
    ),
    Term(
        "payback", msg("payback"),
        msg("the day on which the flows have paid back for good; between two flows money is taken to come evenly; "
            "discounted: of the discounted flows"), ("benefit",),
    ),
    Term(
        "scope", msg("scope"),
        msg("cards that came under the gates (+) or left them or were dropped (-) since the baseline was set"),
        _ROLLUP,
    ),
    Term(
        "chance_by_day", msg("forecast by day"),
        msg("the chance that the last open card is done in each day, week or four weeks"),
        _CHARTS,
    ),
    Term(
        "burnup", msg("burnup"),
        msg("cards done and in scope by day, with the gates of then; ahead to P50 and P85"), _CHARTS,
    ),
    Term(
        "burndown", msg("burndown"),
        msg("open cards by day, and the straight line from now to none at the baseline"), _CHARTS,
    ),
    Term(
        "milestone_trend", msg("milestone trend"),
        msg("P50 and P85 as of each past Monday, at most 26, against the baseline of then"), _CHARTS,
    ),
    Term(
        "fever_chart", msg("fever chart"),
        msg("buffer: baseline - P50 when that was set; used: by how much P50 is later since"),
        _CHARTS,
    ),
    Term(
        "s_curves", msg("S-curves"),
        msg("PV dashed, EV solid, AC hollow as of each Monday; ES is by when what is earned was planned"), _CHARTS,
    ),
    Term("simulated_dates", msg("P50 and P85, today and then"),
         msg("from P50 to P85 of each milestone, as forecast today and by the same forecast with the changes")),
    Term(
        "path_length", msg("length of the critical path"),
        msg("working days that are left on the critical path, as of each Monday, at most 12, and now"), (),
    ),
)  # fmt: skip

TERMS: Mapping[str, Term] = {term.name: term for term in _TERMS}
"""By name, in the order in which they are explained."""


def definitions(report: str) -> dict[str, str]:
    """The rules of a JSON report's terms, in the language in force."""
    return {term.name: str(term.rule) for term in _TERMS if report in term.reports}


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure with what it rests on."""

    term: str
    unit: Unit
    value: float | None
    """Of durations with percentiles: P85. A rate is 0..1."""
    n: int
    """How many cards (of an achievement rate: milestones) it rests on."""
    of: int
    """How many there were before some were left out."""
    part: int | None = None
    """Of a rate, or of a count among others: its numerator; `n` is the denominator."""
    excluded: Mapping[str, int] = {}
    """How many were left out, by the code of the reason."""
    why_missing: Message | None = None
    low_sample: bool = False
    percentiles: Mapping[int, float | None] = {}
    by_reason: Mapping[str, int] = {}
    """Moves back, by the code of the reason."""
    weeks: tuple[int, ...] = ()
    """Cards finished in each week, the last one last."""
    share: float | None = None
    """Of the total cycle time."""
    compared: tuple[float, float] | None = None
    """Of a deviation, in seconds: what was expected, and what was counted."""

    @property
    def label(self) -> Message:
        """What it is called."""
        return TERMS[self.term].label

    @property
    def rule(self) -> Message:
        """How it is counted."""
        return TERMS[self.term].rule

    @property
    def reason(self) -> Why:
        """Why the value is missing, as the JSON has it."""
        return msgspec.UNSET if self.value is not None or self.why_missing is None else self.why_missing


def by_term(figures: tuple[Figure, ...]) -> dict[str, Figure]:
    """The figures by their terms."""
    return {figure.term: figure for figure in figures}


def rework_rate_figure(rate: float | None, reworked: int, finished: int) -> Figure:
    """Of cards finished with a known start."""
    return Figure(
        term="rework_rate",
        unit="rate",
        value=rate,
        part=reworked,
        n=finished,
        of=finished,
        why_missing=reasons.NO_KNOWN_START,
    )
