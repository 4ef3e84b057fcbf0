"""How the forecasts of the past held."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, verb
from kanban.cli.lookup import no_boards, readable_boards
from kanban.cli.progress import count_steps
from kanban.cli.verbs.milestone import out_pair
from kanban.metrics.forecast.record import Held, Record
from kanban.metrics.insight.record import past_forecasts, record
from kanban.metrics.reports.calibration_report import calibration_report
from kanban.render.figures import percent
from kanban.session.kept_record import keep_record
from kanban.text.messages import msg, tr, tr_n


@verb(
    "forecast calibration",
    msg("""Print how often the forecasts of the past held.

Every milestone is forecast anew for each Monday of the last year, from what was known that day. Of the dates that have
come since, it is counted how many held; beside them those of the usual method: as many finishes as cards were open, at
the throughput of the last 90 days. The loss weighs how far the dates were off; below 1 is better than the usual method.

Example:
  kanban forecast calibration --json"""),
    AS_OF,
    JSON,
)
def calibration(context: Context, args: Any) -> None:
    """Print how often the forecasts of the past held."""
    boards, unreadable = readable_boards(context)
    if not boards and not unreadable:
        context.say(no_boards(context))
    moment = context.as_of(args.as_of)
    told = count_steps(context.is_tty and not args.json)
    found = record(past_forecasts(context.plan, boards, moment, told))
    if not unreadable and args.as_of is None:
        slugs = [board.slug for board in boards]
        keep_record(context.store.place, slugs, context.now, context.plan.timezone, found)
    if args.json:
        context.json(calibration_report(found, moment, context.now, context.zone))
        return
    _print(context, found)


def _print(context: Context, found: Record) -> None:
    context.out(
        tr_n("{n} forecast of {milestones}", "{n} forecasts of {milestones}", found.forecasts,
             milestones=tr_n("{n} milestone", "{n} milestones", found.milestones))
    )  # fmt: skip
    for label, ours, usual in (("P50", found.p50, found.usual_p50), ("P85", found.p85, found.usual_p85)):
        words = tr("{ours} · the usual method {usual}", ours=_held(ours), usual=_held(usual))
        out_pair(context, label, words)
    if found.loss_rate is not None:
        out_pair(context, tr("loss"), tr("{rate} of the usual method's", rate=f"{found.loss_rate:.2f}"))
    if found.is_poor:
        context.say(msg("the record of this workspace is poor: its dates held less often than they say"))


def _held(held: Held) -> str:
    """`held 41 of 48, 85% (73% to 93%)`."""
    if held.interval is None:
        return tr("no date has come yet")
    low, high = (percent(limit) for limit in held.interval)
    return tr("held {n} of {of}, {rate} ({low} to {high})", n=held.held, of=held.of, rate=percent(held.rate), low=low,
              high=high)  # fmt: skip
