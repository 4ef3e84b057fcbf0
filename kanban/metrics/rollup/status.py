"""The status of a milestone, and why it has it: the rules of what is late, at risk, on track, open, achieved."""

from datetime import datetime, timedelta
from typing import Literal

from kanban.metrics import reasons
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.rollup.contributions import Figures
from kanban.text.messages import Message, joined, msg, msg_n

Status = Literal["late", "at_risk", "open", "on_track", "no_data", "achieved_late", "achieved"]
URGENCY: tuple[Status, ...] = ("late", "at_risk", "open", "on_track", "no_data", "achieved_late", "achieved")
Severity = Literal["high", "normal"]
"""Of a milestone at risk: high where P50 is later than the baseline too."""


def status_of(
    due_at: datetime | None, achieved_at: datetime | None, undated: bool, figures: Figures, moment: datetime
) -> Status:
    """Without a forecast. What is achieved at an unknown date is judged by the latest possible one, and in no rate."""
    latest = achieved_at or (figures.finished_by_at if undated else None)
    if latest is not None:
        return "achieved" if due_at is None or latest <= due_at else "achieved_late"
    return open_status(due_at, figures, moment)


def open_status(due_at: datetime | None, figures: Figures, moment: datetime) -> Status:
    """Of what is not achieved, without a forecast: ahead of its date it is `open`."""
    if due_at is not None and moment > due_at:
        return "late"
    known = figures.done if due_at is None else figures.total
    return "open" if known else "no_data"


def foretold_status(status: Status, due_at: datetime | None, known: MilestoneForecast) -> Status:
    """With a forecast: what was `open` ahead of its date is `at_risk` where P85 is later than that, else `on_track`."""
    if status != "open" or due_at is None:
        return status
    later = _p85_is_later(due_at, known)
    if later is None:
        return status
    return "at_risk" if later else "on_track"


def severity_of(status: Status, due_at: datetime | None, known: MilestoneForecast | None) -> Severity | None:
    """Of a milestone at risk; None of any other."""
    if status != "at_risk" or due_at is None or known is None:
        return None
    return "high" if known.p50_at is None or known.p50_at > due_at else "normal"


def _p85_is_later(due_at: datetime, known: MilestoneForecast) -> bool | None:
    """Whether P85 is later than the baseline; None where that is not known."""
    if known.p85_at is not None:
        return known.p85_at > due_at
    reason = known.forecast.reason
    if reason is None or reason.days is None:
        return None
    # P85 is later than the last day that is said: so it is later than a baseline before that day
    return True if due_at <= known.as_of + timedelta(days=reason.days) else None


def reason_of(
    status: Status,
    due_at: datetime | None,
    achieved_at: datetime | None,
    all_done: bool,
    signed_off: bool,
    figures: Figures,
    unread: tuple[str, ...],
    known: MilestoneForecast | None,
) -> Message:
    """Why a milestone has its status, in a few words."""
    left, total = figures.total - figures.done, figures.total
    if unread and not left and not signed_off:
        return joined((msg("cannot be known"), _unreadable(unread)))
    if signed_off:
        return _signed_off(left, total, all_done)
    if achieved_at is not None:
        done = msg_n("all {n} cards done", "all {n} cards done", total)
        return done if due_at else joined((done, msg("no baseline to judge it by")))
    if all_done:
        return msg("all {n} cards done, since when is not known", n=total)
    if not total and not unread:
        return joined(
            (_what(status, due_at, known), msg("no cards yet"))
            if status == "late" or due_at is None
            else (msg("no cards yet"),)
        )
    what = (_what(status, due_at, known), msg_n("{n} open", "{n} open", left))
    return joined((*what, _unreadable(unread)) if unread else what)


def _what(status: Status, due_at: datetime | None, known: MilestoneForecast | None) -> Message:
    if due_at is None:
        return msg("no baseline yet")
    if status == "late":
        return msg("past its baseline")
    if status == "on_track":
        return msg("P85 is within the baseline")
    if status == "at_risk":
        is_high = severity_of(status, due_at, known) == "high"
        return msg("even P50 is after the baseline") if is_high else msg("P85 is after the baseline")
    return (no_p85(known) if known is not None else None) or msg("no forecast yet")


def no_p85(known: MilestoneForecast) -> Message | None:
    """Why a forecast has no P85; None where it has one."""
    reason = known.forecast.reason
    if reason is None:
        return None
    if reason.code == "few_exits":
        return msg("no forecast, {n} of {wanted} finished or dropped", n=reason.exits, wanted=reason.wanted)
    if reason.code == "many_boards":
        return msg("no forecast beside the screen for {n} boards: `kanban forecast` makes it", n=reason.boards)
    return reasons.BOARD_UNREADABLE if reason.code == "unreadable" else reasons.UNDATED


def _signed_off(left: int, total: int, all_done: bool) -> Message:
    if not total:
        return joined((msg("signed off"), msg("no cards")))
    if all_done:
        return joined((msg("signed off"), msg("all cards done")))
    return msg_n(
        "signed off with {left} of {n} cards open", "signed off with {left} of {n} cards open", total, left=left
    )


def _unreadable(slugs: tuple[str, ...]) -> Message:
    """Which boards cannot be read, of one its name."""
    if len(slugs) == 1:
        return msg("board {board} unreadable", board=slugs[0])
    return msg_n("{n} board unreadable", "{n} boards unreadable", len(slugs))
