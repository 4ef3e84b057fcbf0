"""Reading milestones."""

import argparse

from kanban.cli.context import Shell
from kanban.cli.metrics import AS_OF
from kanban.cli.milestone import MILESTONE
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan import plain_milestone, say_if_empty
from kanban.cli.rollup import STYLES, current
from kanban.cli.spec import JSON, verb
from kanban.metrics.export import encode, plain_values
from kanban.metrics.figure import by_term, milestone_figures, node_figures
from kanban.metrics.milestones import MilestoneState
from kanban.metrics.report import rollup_report
from kanban.model.lookup import milestone_named
from kanban.model.plan import Milestone
from kanban.render.figures import words as figure_words
from kanban.render.milestones import STATUS_WORDS, slip
from kanban.text.clean import clean_line, pad
from kanban.text.dates import day_time, iso, span, weekday_time
from kanban.text.messages import tr, tr_n

_HEADS = (
    Head("id"), Head("name", cut=True), Head("phase"), Head("status"), Head("baseline"), Head("done", right=True),
    Head("slip", right=True), Head("reason", cut=True),
)  # fmt: skip


@verb("milestone list", AS_OF, JSON)
def list_(shell: Shell, args: argparse.Namespace) -> None:
    """List the milestones, most urgent first, each with its status and the reason of it."""
    state, _ = current(shell, args.as_of)
    if not state.milestones:
        say_if_empty(shell)
    if args.json:
        shell.json(rollup_report(state, shell.now))
        return
    table(shell, _HEADS, [_row(shell, one) for one in state.milestones])


@verb("milestone show", MILESTONE, AS_OF, JSON)
def show(shell: Shell, args: argparse.Namespace) -> None:
    """Show a milestone: status and reason, every baseline it had, sign-offs, work packages with their boards."""
    milestone = milestone_named(shell.plan, args.milestone)
    state, _ = current(shell, args.as_of)
    found = [one for one in state.milestones if one.milestone.id == milestone.id]
    if args.json:
        rows = [row for row in rollup_report(state, shell.now).milestones if row.id == milestone.id]
        plain = plain_milestone(shell, milestone, shell.plan.baseline_version)
        status = plain_values(rows[0]) if rows else {}
        shell.out_bytes(encode({**status, **{k: plain[k] for k in ("gates", "baselines", "sign_offs")}}, shell.zone))
        return
    shell.out(shell.paint(f"{milestone.id} {clean_line(milestone.name)}", "bold"))
    for one in found:
        _facts(shell, one)
    _records(shell, milestone)
    for one in found:
        _packages(shell, one)


def _row(shell: Shell, one: MilestoneState) -> list[str | Cell]:
    due = one.baseline_at
    when = "" if due is None else day_time(due, shell.zone, shell.now) if shell.is_tty else iso(due, shell.zone) or ""
    done = f"{one.figures.done}/{one.figures.total}"
    status = Cell(str(STATUS_WORDS[one.status]) if shell.is_tty else one.status, STYLES.get(one.status, ""))
    milestone = one.milestone
    return [milestone.id, milestone.name, milestone.phase or "", status, when, done, slip(one), str(one.reason)]


def _facts(shell: Shell, one: MilestoneState) -> None:
    figures, cards = by_term(milestone_figures(one)), one.figures
    done = tr_n(
        "{done} of {n} done, {dropped} dropped", "{done} of {n} done, {dropped} dropped", cards.total,
        done=cards.done, dropped=cards.dropped,
    )  # fmt: skip
    if one.added or one.removed:
        done = tr("{done}, +{added} -{removed} since the baseline", done=done, added=one.added, removed=one.removed)
    facts = [
        ("status", f"{STATUS_WORDS[one.status]}: {one.reason}"),
        ("phase", one.milestone.phase or ""),
        ("gates", ", ".join(one.milestone.gates)),
        ("achieved", weekday_time(one.achieved_at, shell.zone) if one.achieved_at else ""),
        ("cards done", weekday_time(one.cards_done_at, shell.zone) if one.cards_done_at else ""),
        ("slip", slip(one)),
        ("cards", done),
        ("rework rate", figure_words(figures["rework_rate"])),
        ("cycle time", figure_words(figures["cycle_time"])),
        ("drivers", ", ".join(cards.drivers)),
    ]
    for label, value in facts:
        if value:
            shell.out(_pair(shell, label, clean_line(value)))


def _records(shell: Shell, milestone: Milestone) -> None:
    for number, baseline in enumerate(milestone.baselines):
        kind = "baseline" if number == len(milestone.baselines) - 1 else "earlier"
        why = f": {baseline.why}" if baseline.why else ""
        words = f"{weekday_time(baseline.due_at, shell.zone)} (version {baseline.version}, set "
        words += f"{day_time(baseline.set_at, shell.zone, shell.now)} by {baseline.by}{why})"
        shell.out(_pair(shell, kind, clean_line(words)))
    for record in milestone.sign_offs:
        what = weekday_time(record.achieved_at, shell.zone) if record.achieved_at else "withdrawn"
        note = f": {record.note}" if record.note else ""
        words = f"{what} (on {day_time(record.at, shell.zone, shell.now)} by {record.by}{note})"
        shell.out(_pair(shell, "sign-off", clean_line(words)))


def _packages(shell: Shell, one: MilestoneState) -> None:
    heads = (
        Head("package"), Head("name", cut=True), Head("board"), Head("done", right=True), Head("rework", right=True),
        Head("P85", right=True), Head("blocked", right=True),
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
        shell.out()
        table(shell, heads, rows)


def _pair(shell: Shell, label: str, value: str) -> str:
    return shell.paint(pad(label, 12), "dim") + value if shell.is_tty else f"{label}:\t{value}"
