"""What the program says of itself: version, schemas."""

from typing import TYPE_CHECKING, Any

from kanban.cli.declaring import arg, verb
from kanban.text.messages import msg

if TYPE_CHECKING:
    from kanban.cli.context import Context


@verb("version", msg("Print the version."))
def version(context: "Context", args: Any) -> None:
    """The version, alone."""
    from kanban import __version__

    context.out(f"kanban {__version__}")


@verb(
    "schema",
    msg("Print the JSON Schema (2020-12) of an export: metrics, rollup or cards."),
    arg("name", metavar="NAME", choices=("metrics", "rollup", "cards"), help=msg("metrics, rollup or cards")),
)
def schema(context: "Context", args: Any) -> None:
    """The schema, from the structs that are exported."""
    from kanban.metrics.export import json_schema

    context.plain_json(json_schema(args.name))
