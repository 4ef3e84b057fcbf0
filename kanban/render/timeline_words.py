"""What is said of a row of the timeline: its dates in words, its slip, whether it is critical, what it waits for."""

from collections.abc import Iterator
from datetime import datetime

from kanban.metrics.reasons import EXCLUDED_WORDS
from kanban.metrics.schedule.timeline import CardRow, MilestoneRow, PackageRow, Place, Row, Timeline
from kanban.model.plan_events import PHASE_WORDS
from kanban.render.card import Span
from kanban.render.forecast import dates
from kanban.render.milestones import STATUS_WORDS, slip
from kanban.render.rollup_table import placed
from kanban.render.schedule import working_days
from kanban.render.timeline import link_words
from kanban.text.clean import clean_line
from kanban.text.dates import day_time
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, Words, joined, msg, tr


def detail(row: Row, whole: Timeline, zone: str, signs: Glyphs, cells: int, lines: int) -> list[list[Span]]:
    """A row in so many lines: what it is, then its dates, its place on the critical path, its links."""
    if isinstance(row, MilestoneRow):
        title, parts = _milestone_title(row), [*_milestone(row, zone, whole.as_of)]
    else:
        title = _card_title(row) if isinstance(row, CardRow) else _package_title(row)
        parts = [*_work(row, zone, whole.as_of)]
    said: list[Span] = [(clean_line(text), role) for text, role in (*parts, *_place(row.place), *_links(row, whole))]
    return placed([(title, "bold"), *said], cells, lines, signs)


def _milestone_title(row: MilestoneRow) -> str:
    milestone = row.state.milestone
    parts = [f"{clean_line(milestone.id)} {clean_line(milestone.name)}"]
    if milestone.phase:
        parts.append(str(PHASE_WORDS[milestone.phase]))
    return " · ".join(parts)


def _package_title(row: PackageRow) -> str:
    done = tr("{done}/{total} done", done=row.figures.done, total=row.figures.total)
    return f"{clean_line(row.code)} {clean_line(row.name)} · {done}"


def _card_title(row: CardRow) -> str:
    """What it is, and beneath what it stands."""
    place = row.package or (tr("under no work package of the plan") if row.title is not None else "")
    return " · ".join(part for part in (clean_line(f"{row.id} {row.name}"), clean_line(place)) if part)


def _milestone(row: MilestoneRow, zone: str, at: datetime) -> Iterator[Span]:
    state = row.state
    yield (
        tr("{status}: {reason}", status=STATUS_WORDS[state.status], reason=clean_line(str(state.reason))),
        state.status,
    )
    if state.baseline_at is not None:
        baseline: Words = msg("baseline {date}", date=day_time(state.baseline_at, zone, at))
        if state.original_at is not None and state.original_at != state.baseline_at:
            baseline = joined((baseline, msg("was {date}", date=day_time(state.original_at, zone, at))))
        yield str(baseline), ""
    if state.achieved_at is not None:
        yield tr("achieved {date}", date=day_time(state.achieved_at, zone, at)), ""
    elif state.forecast is not None and (forecast := dates(state.forecast, zone, at)):
        yield forecast, ""
    if state.slip_seconds is not None:
        yield tr("slip {time}", time=slip(state.slip_seconds)), state.status


def _work(row: PackageRow | CardRow, zone: str, at: datetime) -> Iterator[Span]:
    if isinstance(row, CardRow) and row.title_reason is not None:
        yield str(row.title_reason), "error"
        return
    yield _start(row, zone, at)
    if row.finished_at is not None:
        yield tr("finished {date}", date=day_time(row.finished_at, zone, at)), ""
    elif row.is_done:
        yield tr("finish not known: {reason}", reason=_why(row.finished_at_reason)), "meta"
    elif isinstance(row, CardRow) and row.dropped_at is not None:
        yield tr("dropped {date}", date=day_time(row.dropped_at, zone, at)), ""
    place = row.place
    if place.early_start_at is not None and place.early_finish_at is not None:
        begin, end = (day_time(moment, zone, at) for moment in (place.early_start_at, place.early_finish_at))
        yield tr("the rest {begin} to {end}", begin=begin, end=end), ""
    elif not row.is_over:
        yield tr("the rest has no dates: {reason}", reason=place.reason or "?"), "meta"


def _start(row: PackageRow | CardRow, zone: str, at: datetime) -> Span:
    if row.started_at is not None:
        return tr("started {date}", date=day_time(row.started_at, zone, at)), ""
    if row.worked_by_at is not None:
        return tr("start not known: {reason}", reason=_why(row.started_at_reason)), "meta"
    return str(_why(row.started_at_reason)), "meta"


def _why(reason: Message | None) -> Words:
    """A reason in the reader's language, a code among them."""
    return EXCLUDED_WORDS.get(str(reason), reason or "?")


def _place(place: Place) -> Iterator[Span]:
    if place.is_critical is None:
        return
    slack = working_days(place.slack_working_days)
    if place.is_critical:
        yield tr("critical, slack {days}", days=slack), "critical"
    else:
        yield tr("slack {days}", days=slack), ""


def _links(row: Row, whole: Timeline) -> Iterator[Span]:
    before = [link_words(link, row.id) for link in whole.links if link.successor == row.id]
    after = [link_words(link, row.id) for link in whole.links if link.predecessor == row.id]
    if before:
        yield tr("after {links}", links=joined(before)), "meta"
    if after:
        yield tr("before {links}", links=joined(after)), "meta"
