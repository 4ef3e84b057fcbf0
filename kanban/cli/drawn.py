"""Whether a verb is asked for a picture in the place of a table, and for which."""

from typing import Any

from kanban.cli.exits import Usage
from kanban.text.messages import msg


def is_drawn(args: Any) -> bool:
    """Whether --chart or --svg were given, which --json does not go with. Raises Usage."""
    draws = args.chart or args.svg is not None
    if draws and args.json:
        raise Usage(msg("--chart and --svg draw; --json does not go with them"))
    return bool(draws)


def check_chart_named(args: Any) -> None:
    """Of several charts --svg draws the one that --chart names. Raises Usage where none is named."""
    if args.svg is not None and args.chart is None:
        raise Usage(msg("--svg: say which chart, with --chart NAME"))
