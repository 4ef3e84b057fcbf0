"""Hourly rates: what an hour of logged work costs."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.lookup import readable_boards
from kanban.cli.money_values import typed_day, typed_money
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan_values import plain_rate
from kanban.cli.verbs.plan import apply
from kanban.commands.plan_costs import SetRate
from kanban.model.fields import is_nothing
from kanban.model.money import money_text
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import msg, msg_in, tr

_HEADS = (Head(msg("driver"), cut=True), Head(msg("an hour"), right=True), Head(""), Head(msg_in("day", "from")))


@verb(
    "rate list",
    msg("""List the hourly rates: what an hour of logged work costs."""),
    AS_OF,
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """List the rates, that of the plan first."""
    costs = context.plan.as_of(context.as_of(args.as_of)).costs
    rates = sorted(costs.rates, key=lambda rate: (rate.driver, str(rate.since or "")))
    if args.json:
        context.plain_json({"rates": [plain_rate(rate, costs.currency) for rate in rates]})
        return
    if not rates:
        context.say(msg("no hourly rate yet; kanban rate set AMOUNT sets one"))
    rows: list[list[str | Cell]] = [
        [
            rate.driver or (tr("all others") if context.is_tty else ""),
            money_text(rate.amount, costs.currency),
            costs.currency,
            str(rate.since or ""),
        ]
        for rate in rates
    ]
    table(context, _HEADS, rows)


@verb(
    "rate set",
    msg("""Say what an hour of logged work costs; `none` takes the rate off.

Without --from the rate holds for all hours, those logged before as well, and comes in the place of all rates of that
driver. With --from it holds from that day on, beside the earlier ones.

Examples:
  kanban rate set 200
  kanban rate set 260 --driver zhang
  kanban rate set 220 --from 2027-01-01"""),
    arg("amount", metavar="AMOUNT", help=msg("what an hour costs: 200, 180.50; or none")),
    arg("--driver", metavar="NAME", help=msg("whose hours: the driver of a board; by default everybody's without one")),
    arg("--from", dest="since", metavar="DATE", help=msg("from which day on; by default always")),
)
def set_(context: Context, args: Any) -> None:
    """Say what an hour costs."""
    amount = None if is_nothing(args.amount) else typed_money(context, args.amount, "rate")
    since = None if args.since is None else typed_day(context, "from", args.since)
    driver = clean_line(args.driver or "")
    apply(context, SetRate(amount=amount, driver=driver, since=since))
    if driver and amount is not None:
        boards, _ = readable_boards(context)
        if all(folded(board.driver) != folded(driver) for board in boards):
            context.say(msg("driver: no board is driven by {driver} (yet); the rate holds once there is one",
                            driver=driver))  # fmt: skip
