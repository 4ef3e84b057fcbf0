"""Card fields as they are typed: the options that `add` and `edit` share, and what becomes of them."""

import argparse
import sys
from typing import Any

from kanban.cli.context import Shell
from kanban.cli.spec import Arg, arg, flag
from kanban.model.fields import checked
from kanban.text.clean import TEXT_LIMIT, clean_line
from kanban.text.messages import Refused

FIELDS: tuple[Arg, ...] = (
    arg("--due", metavar="WHEN", help="due date: 2026-11-10 17:00, 10 Nov, fri 17:00, tomorrow, +2w; or 'none'"),
    arg("--wp", metavar="CODE", complete="code", help="work package in the plan, such as 1.2.3; or 'none'"),
    arg("--estimate", metavar="N", help="a number above 0, in whatever unit the team estimates in; or 'none'"),
    arg("--tag", metavar="T", action="append", help="a tag; may be given several times"),
    arg("--member", metavar="M", action="append", help="somebody who works on it; may be given several times"),
    arg("--description", metavar="TEXT", help="what it is about; '-' reads it from standard input"),
)
OVER_WIP = flag("--over-wip", help="do it although the column is full; it is recorded")


def typed_fields(shell: Shell, args: argparse.Namespace) -> dict[str, Any]:
    """The fields that were given, by their names in the model. Raises Refused, naming field and value."""
    fields: dict[str, Any] = {}
    if args.due is not None:
        fields["due_at"] = None if _is_none(args.due) else shell.when(args.due, "due")
    if args.wp is not None:
        fields["work_package"] = None if _is_none(args.wp) else work_package(shell, args.wp)
    if args.estimate is not None:
        fields["estimate"] = None if _is_none(args.estimate) else estimate(args.estimate)
    if args.tag is not None:
        fields["tags"] = tuple(args.tag)
    if args.member is not None:
        fields["members"] = tuple(args.member)
    if args.description is not None:
        fields["description"] = read_text(args.description)
    return fields


def work_package(shell: Shell, code: str) -> str:
    """The code; says so where the plan has no such package (a driver may be ahead of the plan)."""
    code = str(checked("work_package", clean_line(code)))
    if code not in shell.plan.nodes:
        shell.say(f"wp: {code} is not in the plan (yet); the card counts for no milestone until it is")
    return code


def estimate(text: str) -> float:
    """The number. Raises Refused."""
    try:
        return float(text)
    except ValueError:
        raise Refused(f"estimate: {clean_line(text)!r} is no number") from None


def read_text(text: str) -> str:
    """The text itself, or standard input for `-`. Raises Refused for what is too long to be read."""
    if text != "-":
        return text
    if sys.stdin is None:
        raise Refused("description: there is no standard input to read it from")
    content = sys.stdin.buffer.read(4 * TEXT_LIMIT + 1)
    if len(content) > 4 * TEXT_LIMIT:
        raise Refused(f"description: standard input is longer than {TEXT_LIMIT} characters")
    return content.decode("utf-8", "replace")


def _is_none(text: str) -> bool:
    return text.strip().casefold() == "none"
