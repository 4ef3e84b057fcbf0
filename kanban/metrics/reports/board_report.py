"""The exports, filled: from boards, the plan and a moment to the shapes of `export`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.flow.efficiency import flow_efficiency, littles_law
from kanban.metrics.flow.totals import Counted, Window, counted, existing, totals_of
from kanban.metrics.reasons import Why, unless
from kanban.metrics.reports import export as ex
from kanban.metrics.reports.window_export import window_row
from kanban.metrics.stats import inclusive_days
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.events import AnyEvent, Place
from kanban.model.moment import effective_now
from kanban.model.plan import Plan
from kanban.text.dates import zone
from kanban.text.messages import Refused, joined


def metrics_report(
    plan: Plan,
    boards: Sequence[Board],
    window: Window,
    moment: datetime,
    generated_at: datetime,
    with_cards: bool = False,
    unreadable: Sequence[str] = (),
    live: bool = False,
) -> ex.MetricsReport:
    """Flow metrics as of `moment` of the cards finished in the window.

    `live`: `moment` is what the clock says, and no board forgets its last event where that was set back.
    """
    latest = moment
    kept: list[tuple[Board, list[Card], datetime]] = []
    counts: list[Counted] = []
    rows: list[ex.BoardTotals] = []
    not_counted: list[str] = []
    for board in boards:
        try:
            at = effective_now(moment, board.head.last_at) if live else moment
            cards = existing(board.all_cards.values(), at)
            of_board = counted(cards, window)
            rows.append(_board_totals(board, cards, of_board, window, at))
            latest = max(latest, at)
            kept.append((board, cards, at))
            counts.append(of_board)
        except (Refused, msgspec.MsgspecError) as error:
            not_counted.append(f"{board.slug}: {error}")
    return ex.MetricsReport(
        generated_at=generated_at,
        as_of_at=moment,
        timezone=plan.timezone,
        window=window_row(window),
        total=totals_of(Counted.together(counts), window, latest),
        boards=tuple(rows),
        boards_unreadable=(*unreadable, *not_counted),
        cards=tuple(card_row(plan, b, c, at) for b, cards, at in kept for c in cards) if with_cards else UNSET,
        definitions=definitions("metrics"),
    )


def _board_totals(
    board: Board, cards: Sequence[Card], found: Counted, window: Window, moment: datetime
) -> ex.BoardTotals:
    efficiency, law = flow_efficiency(cards, window), littles_law(cards, window, moment)
    return ex.BoardTotals(
        board=board.slug,
        driver=board.driver,
        flow_efficiency=ex.FlowEfficiencyRow(
            count=efficiency.n,
            efficiency_rate=efficiency.efficiency,
            efficiency_rate_reason=efficiency.efficiency_reason,
            blocked_seconds=efficiency.blocked_seconds,
            low_sample=efficiency.low_sample,
        ),
        littles_law=ex.LittlesLawRow(
            count=law.n,
            mean_wip=law.mean_wip,
            mean_wip_reason=unless(law.mean_wip is not None, reasons.NO_WINDOW),
            throughput_per_day=law.per_day,
            throughput_per_day_reason=unless(law.per_day is not None, reasons.NO_WINDOW),
            expected_cycle_time_seconds=law.expected_seconds,
            expected_cycle_time_seconds_reason=law.reason,
            mean_cycle_time_seconds=law.mean_seconds,
            mean_cycle_time_seconds_reason=law.reason,
            deviation_rate=law.deviation,
            deviation_rate_reason=law.reason,
        ),
        **msgspec.structs.asdict(totals_of(found, window, moment)),
    )


def card_row(plan: Plan, board: Board, card: Card, moment: datetime) -> ex.CardRow:
    """One card's flow as of `moment`; the card as it was then."""
    flow = card.flow.until(moment)
    tz = zone(plan.timezone)
    no_start = reasons.START_UNKNOWN if flow.start_unknown else reasons.FINISHED_WITHOUT_START
    not_started = reasons.START_UNKNOWN if flow.start_unknown else reasons.NOT_STARTED
    unfinished, no_age = reasons.NOT_FINISHED, reasons.FINISHED if flow.is_finished else not_started
    if flow.finished_by_at is not None:
        unfinished = reasons.FINISH_UNKNOWN
    elif flow.is_dropped:
        unfinished = no_age = reasons.DROPPED
    no_cycle = unless(flow.cycle_seconds is not None, no_start if flow.finished_at else unfinished)
    lead = None if flow.start_unknown else flow.lead_seconds  # as the figure leaves it out
    no_lead = unfinished
    if flow.finished_at is not None:
        no_lead = reasons.START_UNKNOWN if flow.start_unknown else reasons.CREATED_UNKNOWN
    days = inclusive_days(flow.started_at, flow.finished_at, tz) if flow.started_at and flow.finished_at else None
    age = card.flow.age_seconds(moment)
    return ex.CardRow(
        id=card.id,
        external_id=card.external_id,
        board=board.slug,
        title=card.title,
        column=board.column(card.column).name,
        work_package=card.work_package,
        milestones=tuple(m.id for m in plan.gated_by(card.work_package)),
        created_at=None if flow.created_unknown else flow.created_at,
        created_at_reason=unless(not flow.created_unknown, reasons.CREATED_UNKNOWN),
        started_at=flow.started_at,
        started_at_reason=unless(flow.started_at, no_start if flow.is_finished else not_started),
        finished_at=flow.finished_at,
        finished_at_reason=unless(flow.finished_at, unfinished),
        dropped=flow.is_dropped,
        reopened=flow.reopened,
        cycle_time_seconds=flow.cycle_seconds,
        cycle_time_seconds_reason=no_cycle,
        cycle_days=days,
        cycle_days_reason=no_cycle,
        lead_time_seconds=lead,
        lead_time_seconds_reason=unless(lead is not None, no_lead),
        age_seconds=age,
        age_seconds_reason=unless(age is not None, no_age),
        active_time_seconds=flow.active_seconds,
        parked_time_seconds=flow.parked_seconds,
        done_gap_seconds=flow.done_gap_seconds,
        blocked_time_seconds=flow.blocked_seconds,
        logged_time_seconds=flow.logged_minutes * 60,
        rework_moves=flow.rework_moves,
        rework_time_seconds=flow.rework_seconds(moment),
    )


def cards_report(
    plan: Plan, cards: Iterable[tuple[Board, Card]], moment: datetime, generated_at: datetime
) -> ex.CardsReport:
    """Cards with all fields and their history; `moment` is what the clock says, and no board forgets its last event."""
    return ex.CardsReport(
        generated_at=generated_at,
        timezone=plan.timezone,
        cards=tuple(_detail(plan, board, card, moment) for board, card in cards),
    )


def _detail(plan: Plan, board: Board, card: Card, moment: datetime) -> ex.CardDetail:
    names = {column.id: column.name for column in board.head.columns}
    row = card_row(plan, board, card, effective_now(moment, board.head.last_at))
    history, why = _history(card, names)
    return ex.CardDetail(
        id=card.id,
        external_id=card.external_id,
        board=board.slug,
        column=row.column,
        title=card.title,
        description=card.description,
        work_package=card.work_package,
        milestones=row.milestones,
        due_at=card.due_at,
        estimate=card.estimate,
        tags=card.tags,
        members=card.members,
        checklist=tuple({"text": item.text, "done": item.done} for item in card.checklist),
        blocked=card.flow.blocked_at is not None,
        blocked_reason=card.flow.blocked_why or None,
        archived=card.flow.archived_at is not None,
        flow=row,
        history=history,
        history_reason=why,
    )


def _history(card: Card, names: dict[str, str]) -> tuple[tuple[dict[str, Any], ...] | None, Why]:
    try:
        return tuple(_event(event, names) for event in card.events), UNSET
    except Refused as refusal:  # the other cards are given all the same
        return None, joined((refusal.message,))


def _event(event: AnyEvent, names: dict[str, str]) -> dict[str, Any]:
    kind = str(type(event).__struct_config__.tag)
    out: dict[str, Any] = {"at": event.at, "by": event.by, "kind": kind}
    for name, value in msgspec.structs.asdict(event).items():
        if name in ("at", "by", "rank", "source") or value in (None, "", (), False):
            continue
        if isinstance(value, Place):
            value = _place(value, names)
        elif name == "places":
            value = tuple(_place(place, names) for place in value)
        out["from" if name == "origin" else name] = value
    return out


def _place(place: Place, names: dict[str, str]) -> dict[str, Any]:
    return {"column": names.get(place.column, place.column), "kind": place.kind, "position": place.position}
