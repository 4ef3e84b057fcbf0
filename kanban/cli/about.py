"""What the program says of itself: version, schemas."""

import argparse
from typing import TYPE_CHECKING

from kanban.cli.spec import arg, verb

if TYPE_CHECKING:
    from kanban.cli.context import Shell


@verb("version")
def version(shell: "Shell", args: argparse.Namespace) -> None:
    """Print the version."""
    from kanban import __version__

    shell.out(f"kanban {__version__}")


@verb("schema", arg("name", metavar="NAME", choices=["metrics", "rollup", "cards"], help="metrics, rollup or cards"))
def schema(shell: "Shell", args: argparse.Namespace) -> None:
    """Print the JSON Schema (2020-12) of an export: metrics, rollup or cards."""
    import msgspec

    from kanban.metrics.export import json_schema

    shell.out_bytes(msgspec.json.format(msgspec.json.encode(json_schema(args.name)), indent=2) + b"\n")
