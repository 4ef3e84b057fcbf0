"""The drivers' flow in the report: a line a board, what the control charts say, pictures of the project."""

from collections.abc import Iterator

from kanban.metrics.figure import TERMS, by_term
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.quality import Quality
from kanban.metrics.flow.totals import Totals
from kanban.metrics.reports.status_report import StatusReport
from kanban.render.figures import fraction, percent
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Asked, Picture
from kanban.render.flow_pictures.project import project_flow_picture
from kanban.render.quality import cycle_time_signals, level, per_million, rework_rate_signals
from kanban.render.status_report.blocks import Block, Cell, Drawing, Grid, Head, Heading, Item, Listing, Paragraph
from kanban.render.svg.sheet import sheet
from kanban.text.clean import clean_line
from kanban.text.dates import full_day, span
from kanban.text.messages import Words, msg_in, tr

_HEADS = (
    (msg_in("head", "board, driver"), False), (msg_in("head", "WIP"), True), (msg_in("head", "finished"), True),
    (msg_in("head", "a week"), True), (msg_in("head", "P50"), True), (msg_in("head", "P85"), True),
    (msg_in("head", "n"), True), (msg_in("head", "rework"), True), (msg_in("head", "first pass"), True),
    (msg_in("head", "rolled"), True), (msg_in("head", "DPMO"), True), (msg_in("head", "sigma"), True),
)  # fmt: skip


def flow(report: StatusReport) -> Iterator[Block]:
    """The table, and the signals that the window brought."""
    if not report.flows:
        yield Paragraph(tr("no boards yet"))
        return
    rows = [_row(_name(flow.board.slug, flow.board.driver), flow.totals, flow.quality) for flow in report.flows]
    if len(rows) > 1:
        rows.append(_row(tr("all boards"), report.totals, report.quality))
    yield Grid(tuple(Head(str(words), right) for words, right in _HEADS), tuple(rows))
    if any(flow.totals.cycle_time.low_sample for flow in report.flows):
        yield Paragraph(tr("? rests on fewer than 10 cards"))
    yield Heading(tr("Signals of the control charts"), 3)
    signals = tuple(_signals(report))
    yield Listing(signals) if signals else Paragraph(tr("no signal: all within the limits, and no run"))


def _name(slug: str, driver: str) -> str:
    return clean_line(slug) if slug == driver else f"{clean_line(slug)} · {clean_line(driver)}"


def _row(name: str, totals: Totals, quality: Quality) -> tuple[Cell, ...]:
    figures = by_term(flow_figures(totals))
    cycle, per_week = figures["cycle_time"], figures["throughput"].value
    few = "?" if cycle.low_sample and cycle.n else ""
    texts = (
        name, str(totals.wip), str(totals.finished), "-" if per_week is None else f"{per_week:.1f}",
        span(cycle.percentiles[50]) + few, span(cycle.percentiles[85]) + few, f"{cycle.n}/{cycle.of}",
        fraction(figures["rework_rate"]), percent(quality.first_pass_yield), percent(quality.rolled_yield),
        per_million(quality.dpmo), level(quality.sigma),
    )  # fmt: skip
    return tuple(map(Cell, texts))


def _signals(report: StatusReport) -> Iterator[Item]:
    zone, now = report.window.zone, report.rollup.as_of
    for board_flow in report.flows:
        name = clean_line(board_flow.board.slug)
        for term, signals in (
            ("cycle_time", cycle_time_signals(board_flow.cycle_time, zone, now)),
            ("rework_rate", rework_rate_signals(board_flow.rework_rate, zone, now)),
        ):
            for words in signals:
                yield Item(str(words), f"{name} · {TERMS[term].label}")


def pictures(report: StatusReport) -> Iterator[Block]:
    """Throughput, cycle times and cumulative flow of all boards together, over the longer window."""
    if not report.flows:
        return
    asked = [Asked(part.board, part.cards, report.long_window, part.moment) for part in report.flows]
    moment = max(part.moment for part in asked)
    every = Asked(asked[0].board, [card for part in asked for card in part.cards], report.long_window, moment)
    drawn: tuple[tuple[str, str, Picture], ...] = (
        ("throughput", "throughput", PICTURES["throughput"].make(every)),
        ("scatter", "cycle_time_scatter", PICTURES["scatter"].make(every)),
        ("cfd", "cumulative_flow", project_flow_picture(asked[0], [one.cumulative for one in report.flows])),
    )
    for name, term, picture in drawn:
        yield Drawing(name, sheet(picture, TERMS[term].label, _under(report), TERMS[term].rule))


def _under(report: StatusReport) -> Words:
    window = report.long_window
    begin, end = (full_day(at, window.zone) if at else "" for at in (window.from_at, window.to_at))
    return tr("all boards, {begin} to {end}", begin=begin, end=end)
