"""Reading milestones."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, verb
from kanban.cli.output import Cell, Head, table, terminal_width
from kanban.cli.verbs.milestone_changes import MILESTONE
from kanban.cli.verbs.plan import plain_milestone, say_if_empty
from kanban.cli.verbs.rollup import STYLES, current
from kanban.metrics.figure import by_term
from kanban.metrics.reports.export import encode, plain_values
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.figures import milestone_figures, node_figures
from kanban.metrics.rollup.milestones import MilestoneState
from kanban.model.lookup import milestone_named
from kanban.model.plan import Milestone
from kanban.render.figures import words as figure_words
from kanban.render.forecast import dates
from kanban.render.milestones import STATUS_WORDS, slip
from kanban.text.clean import clean_line, pad, wrap
from kanban.text.dates import day_time, iso, span, weekday_time
from kanban.text.messages import Message, joined, msg, tr, tr_n

_HEADS = (
    Head(msg("id")), Head(msg("name"), cut=True), Head(msg("phase")), Head(msg("status")), Head(msg("baseline")),
    Head(msg("done"), right=True),
    Head(msg("slip"), right=True), Head(msg("reason"), cut=True),
)  # fmt: skip


@verb(
    "milestone list",
    msg("List the milestones, most urgent first, each with its status and the reason of it."),
    AS_OF,
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """List the milestones, most urgent first, each with its status and the reason of it."""
    state, _ = current(context, args.as_of)
    if not state.milestones:
        say_if_empty(context)
    if args.json:
        context.json(rollup_report(state, context.now))
        return
    table(context, _HEADS, [_row(context, milestone) for milestone in state.milestones])


@verb(
    "milestone show",
    msg("""Show a milestone: status and reason, every baseline it had, sign-offs, work packages with their boards."""),
    MILESTONE,
    AS_OF,
    JSON,
)
def show(context: Context, args: Any) -> None:
    """Show a milestone."""
    state, wanted = current(context, args.as_of, args.milestone)
    states = [each for each in state.milestones if each.milestone.id == wanted]
    milestone = milestone_named(state.plan, args.milestone)
    if args.json:
        rows = [row for row in rollup_report(state, context.now).milestones if row.id == milestone.id]
        plain = plain_milestone(context, milestone, state.plan.baseline_version)
        status = plain_values(rows[0]) if rows else {}
        context.out_bytes(
            encode({**status, **{k: plain[k] for k in ("gates", "baselines", "sign_offs")}}, context.zone)
        )
        return
    context.out(context.paint(f"{milestone.id} {clean_line(milestone.name)}", "bold"))
    for each in states:
        _facts(context, each)
    _records(context, milestone)
    for each in states:
        _packages(context, each)


def _row(context: Context, one: MilestoneState) -> list[str | Cell]:
    due = one.baseline_at
    when = (
        ""
        if due is None
        else day_time(due, context.zone, context.now)
        if context.is_tty
        else iso(due, context.zone) or ""
    )
    done = f"{one.figures.done}/{one.figures.total}"
    status = Cell(str(STATUS_WORDS[one.status]) if context.is_tty else one.status, STYLES.get(one.status, ""))
    milestone = one.milestone
    return [
        milestone.id,
        milestone.name,
        milestone.phase or "",
        status,
        when,
        done,
        slip(one.slip_seconds),
        str(one.reason),
    ]


def _facts(context: Context, one: MilestoneState) -> None:
    figures, cards = by_term(milestone_figures(one)), one.figures
    done = tr_n(
        "{done} of {n} done, {dropped} dropped", "{done} of {n} done, {dropped} dropped", cards.total,
        done=cards.done, dropped=cards.dropped,
    )  # fmt: skip
    if one.added or one.removed:
        done = tr("{done}, +{added} -{removed} since the baseline", done=done, added=one.added, removed=one.removed)
    facts = [
        (tr("status"), tr("{status}: {reason}", status=STATUS_WORDS[one.status], reason=one.reason)),
        (tr("phase"), one.milestone.phase or ""),
        (tr("gates"), str(joined(one.milestone.gates))),
        (tr("achieved"), weekday_time(one.achieved_at, context.zone) if one.achieved_at else ""),
        (tr("cards done"), weekday_time(one.cards_done_at, context.zone) if one.cards_done_at else ""),
        (tr("forecast"), dates(one.forecast, context.zone, context.now) if one.forecast is not None else ""),
        (tr("slip"), slip(one.slip_seconds)),
        (tr("cards"), done),
        (tr("rework rate"), figure_words(figures["rework_rate"])),
        (tr("cycle time"), figure_words(figures["cycle_time"])),
        (tr("drivers"), str(joined(cards.drivers))),
    ]
    for label, value in facts:
        if value:
            out_pair(context, label, clean_line(value))


def _records(context: Context, milestone: Milestone) -> None:
    for number, baseline in enumerate(milestone.baselines):
        is_last = number == len(milestone.baselines) - 1
        words = msg(
            "{date} (version {version}, set {day} by {user})", date=weekday_time(baseline.due_at, context.zone),
            version=baseline.version, day=day_time(baseline.set_at, context.zone, context.now), user=baseline.by,
        )  # fmt: skip
        label = tr("baseline") if is_last else tr("earlier")
        out_pair(context, label, clean_line(str(_with_note(words, baseline.why))))
    for record in milestone.sign_offs:
        what = weekday_time(record.achieved_at, context.zone) if record.achieved_at else tr("withdrawn")
        day = day_time(record.at, context.zone, context.now)
        words = msg("{what} (on {day} by {user})", what=what, day=day, user=record.by)
        out_pair(context, tr("sign-off"), clean_line(str(_with_note(words, record.note))))


def _with_note(words: Message, note: str) -> Message:
    return msg("{words}: {note}", words=words, note=note) if note else words


def _packages(context: Context, one: MilestoneState) -> None:
    heads = (
        Head(msg("package")), Head(msg("name"), cut=True), Head(msg("board")), Head(msg("done"), right=True),
        Head(msg("rework"), right=True),
        Head(msg("P85"), right=True), Head(msg("blocked"), right=True),
    )  # fmt: skip
    rows: list[list[str | Cell]] = []
    for package in one.packages:
        for slug, cards in (("", package.figures), *package.boards):
            figures = by_term(node_figures(cards))
            name = package.node.name if not slug else ""
            rate = figure_words(figures["rework_rate"])
            blocked = str(len(cards.blocked)) if cards.blocked else ""
            done = f"{cards.done}/{cards.total}"
            rows.append([package.node.code, name, slug, done, rate, span(figures["cycle_time"].value), blocked])
    if rows:
        context.out()
        table(context, heads, rows)


_LABEL = 12
"""Cells of a label in front of a fact."""


def out_pair(context: Context, label: str, value: str) -> None:
    """Print a fact with its label: on a terminal in as many lines as it takes, in a pipe in one."""
    if not context.is_tty:
        context.out(f"{label}:\t{value}")
        return
    for number, line in enumerate(wrap(value, max(_LABEL, terminal_width() - _LABEL))):
        context.out(context.paint(pad("" if number else label, _LABEL), "dim") + line)
