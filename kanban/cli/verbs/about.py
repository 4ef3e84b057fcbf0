"""What the program says of itself: help, version, schemas."""

from typing import TYPE_CHECKING, Any

from kanban.cli.declared import arg, verb
from kanban.cli.exits import Usage
from kanban.text.messages import joined, msg

if TYPE_CHECKING:
    from kanban.cli.context import Context


@verb(
    "help",
    msg("""Show all verbs, or what a verb or group does and takes; the same as --help behind it.

Example:
  kanban help board column"""),
    arg("words", metavar="VERB", many=True, optional=True, complete="verb", help=msg("a verb or a group of verbs")),
)
def help_(context: "Context", args: Any) -> None:
    """What --help says."""
    from kanban.cli.groups import Root

    words = list(args.words or ())
    for word in words:
        if word.startswith("-"):
            raise Usage(msg("{word!r} is no verb (see {help})", word=word, help="kanban --help"))
    Root().main([*words, "--help"], prog_name="kanban", standalone_mode=False)


@verb("version", msg("Print the version."))
def version(context: "Context", args: Any) -> None:
    """The version, alone."""
    from kanban import __version__

    context.out(f"kanban {__version__}")


EXPORTS = (
    "metrics", "quality", "rollup", "changes", "forecast", "calibration", "slip", "next", "simulation", "order",
    "milestone_chart", "schedule", "timeline", "evm", "savings", "benefit", "cards",
)  # fmt: skip
"""The names in `metrics.export.REPORTS`, which is not imported for help."""


@verb(
    "schema",
    msg("Print the JSON Schema (2020-12) of an export."),
    arg("name", metavar="NAME", choices=EXPORTS, help=msg("one of {names}", names=joined(EXPORTS))),
)
def schema(context: "Context", args: Any) -> None:
    """The schema, from the structs that are exported."""
    from kanban.metrics.reports.export import json_schema

    context.plain_json(json_schema(args.name))
