"""The report for the meeting, section by section."""

from collections.abc import Iterator

from kanban.metrics.reports.status_report import StatusReport, is_one_week
from kanban.metrics.rollup.changes import KINDS
from kanban.metrics.rollup.figures import achievement_figure
from kanban.render.figures import words
from kanban.render.milestones import totals_line
from kanban.render.rollup_lists import CHANGE_HEADS, change_words
from kanban.render.status_report.blocks import Block, Drawing, Heading, Item, Listing, Page, Paragraph, capital
from kanban.render.status_report.flow import flow, pictures
from kanban.render.status_report.milestones import milestone_table, slipping
from kanban.render.status_report.rules import rules
from kanban.render.svg.milestones import milestone_sheet
from kanban.text.clean import clean_line
from kanban.text.dates import day_time, weekday_time
from kanban.text.messages import msg_n, tr


def page(report: StatusReport) -> Page:
    """The report in the language in force."""
    name = tr("weekly report") if is_one_week(report.window) else tr("status report")
    project = clean_line(report.rollup.plan.project) or tr("no project name yet")
    return Page(f"{project} · {name}", tuple(_blocks(report)))


def _blocks(report: StatusReport) -> Iterator[Block]:
    yield from _head(report)
    yield Heading(tr("Milestones"))
    if report.rollup.milestones:
        yield milestone_table(report)
        yield Drawing("milestones", milestone_sheet(report.rollup, alone=False))
    else:
        yield Paragraph(tr("no milestones yet"))
    yield Heading(tr("Why they slip, and what to do next"))
    yield from slipping(report)
    yield Heading(tr("What changed"))
    yield from _changes(report)
    yield Heading(tr("Flow of the drivers"))
    yield from flow(report)
    yield from pictures(report)
    yield Heading(tr("How it is counted"))
    yield rules(report)


def _head(report: StatusReport) -> Iterator[Block]:
    window, rollup = report.window, report.rollup
    begin, end = (day_time(at, window.zone) if at else "" for at in (window.from_at, window.to_at))
    date = weekday_time(rollup.as_of, window.zone)
    yield Paragraph(tr("From {begin} to {end}; milestones as of {date}", begin=begin, end=end, date=date))
    figures = [("", rollup.current)]
    if rollup.original != rollup.current:
        figures.append((tr("against the original baseline"), rollup.original))
    items = []
    for remark, achievement in figures:
        figure = achievement_figure(achievement)
        said = [words(figure), *([remark] if remark else [])]
        if unknown := achievement.unknown:
            said.append(str(msg_n("{n} unknown", "{n} unknown", unknown)))
        if not figure.n and figure.why_missing is not None:
            said.append(str(figure.why_missing))
        items.append(Item(" · ".join(said), capital(figure.label)))
    items.append(Item(totals_line(rollup), tr("Cards")))
    yield Listing(tuple(items))
    missing = [Item(str(unread.problem.reason), unread.slug) for unread in rollup.unread]  # a page names no folders
    missing += [Item(str(reason), slug) for slug, reason in report.not_counted]
    if missing:
        yield Paragraph(tr("Not counted, so that figures may be too small:"))
        yield Listing(tuple(missing))


def _changes(report: StatusReport) -> Iterator[Block]:
    if not report.changes:
        yield Paragraph(tr("nothing changed"))
    for kind in KINDS:
        of_kind = [change for change in report.changes if change.kind == kind]
        if of_kind:
            yield Heading(str(CHANGE_HEADS[kind]), 3)
            yield Listing(tuple(
                Item(str(change_words(change, report.window.zone, report.rollup.as_of)),
                     f"{clean_line(change.milestone)} {clean_line(change.name)}")
                for change in of_kind
            ))  # fmt: skip
