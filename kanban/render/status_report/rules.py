"""How it is counted: the rule of every figure in the report, and of every cause."""

from collections.abc import Iterator

from kanban.metrics.figure import TERMS
from kanban.metrics.insight.slip_causes import RULES
from kanban.metrics.reports.status_report import StatusReport
from kanban.render.insight import CAUSE_WORDS
from kanban.render.status_report.blocks import Item, Listing, capital
from kanban.text.dates import full_day
from kanban.text.messages import joined, msg, tr

TERMS_USED = (
    "achievement_rate", "milestone_done", "status", "completion_rate", "forecast", "slip", "chance_of_baseline",
    "throughput", "wip", "finished", "cycle_time", "percentiles", "rework_move", "rework_rate", "first_pass_yield",
    "rolled_throughput_yield", "dpmo", "sigma_level", "xmr_chart", "p_chart", "cycle_time_scatter", "cumulative_flow",
)  # fmt: skip
"""Those whose figures stand in the report."""


def rules(report: StatusReport) -> Listing:
    """Each with what it is called."""
    return Listing(tuple(_items(report)))


def _items(report: StatusReport) -> Iterator[Item]:
    yield Item(tr("a card counts where it was finished within it; n is how many cards the cycle time rests on, of how "
                  "many; yields, DPMO and sigma level rest on as many; WIP is as of the moment of the milestones"),
               tr("Window"))  # fmt: skip
    window = report.long_window
    begin, end = (full_day(at, window.zone) if at else "" for at in (window.from_at, window.to_at))
    yield Item(tr("over {begin} to {end}, so that they have enough cards; of the control charts those signals are said "
                  "that end in the window", begin=begin, end=end), tr("Charts"))  # fmt: skip
    for name in TERMS_USED:
        yield Item(str(TERMS[name].rule), capital(TERMS[name].label))
    causes = joined([msg("{cause}: {rule}", cause=CAUSE_WORDS[code], rule=rule) for code, rule in RULES.items()], "; ")
    yield Item(tr("P50 less the P50 of the same forecast with one thing taken out; they act together and need not add "
                  "up ({causes})", causes=causes), tr("Slip causes"))  # fmt: skip
    yield Item(tr("the same forecast with one thing changed, by how much P85 is sooner; about right"),
               tr("What to do next"))  # fmt: skip
