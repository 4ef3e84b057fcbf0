"""Card fields as they are typed in the shell, out of the rows of `model.fields`."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import Arg, arg, flag
from kanban.cli.stdin_lines import read_input
from kanban.model.fields import FIELDS, TYPES, CardFields, Field, Typing, checked, is_nothing
from kanban.text.clean import TEXT_LIMIT
from kanban.text.dates import weekday_time
from kanban.text.messages import Refused, joined, msg

INPUT = "-"
"""What means standard input."""
OVER_WIP = flag("--over-wip", help=msg("do it although the column is full; it is recorded"))


_EMPTY = CardFields(title="")
"""What a field is where nothing was given."""


def _option(field: Field) -> Arg:
    return arg(
        field.option, metavar=field.metavar, complete=field.completes, many=field.repeated, help=field.help,
        dest=field.name,
    )  # fmt: skip


TITLE = _option(FIELDS["title"])
OPTIONS: tuple[Arg, ...] = tuple(_option(f) for f in FIELDS.values() if f.option and f.name != "title")
"""The options that `add` and `edit` share."""


def typed_fields(context: Context, args: Any) -> dict[str, Any]:
    """The fields that were given, by their names. Raises Refused, naming field and value."""
    given = {name: value for name in FIELDS if (value := getattr(args, name, None)) is not None}
    return {name: _value(context, FIELDS[name], value) for name, value in given.items()}


def from_json(context: Context, name: str, value: Any) -> Any:
    """A field out of a JSON object: what is typed for a date, a number or a list is understood as well.

    Raises Refused, naming field and value.
    """
    field = FIELDS.get(name)
    if field is None:
        names = joined([*FIELDS, "column"])
        raise Refused(msg("a card has no field {name!r}; it has {names}", name=name, names=names))
    if value is None:
        return getattr(_EMPTY, name)
    if isinstance(value, str) and TYPES[name] is not str:
        value = field.typed(value, Typing(context.zone, context.now))
    elif name == "checklist" and isinstance(value, list):
        value = [[item] if isinstance(item, str) else item for item in value]
    value = checked(name, value)
    return work_package(context, value) if name == "work_package" and value is not None else value


def _value(context: Context, field: Field, value: Any) -> Any:
    if field.repeated:
        return tuple(value)
    if field.name == "description":
        return read_text(value)
    typed = field.typed(value, Typing(context.zone, context.now))
    if field.name == "due_at" and typed is not None:
        context.say(msg("{field}: {date}", field=field.label, date=weekday_time(typed, context.zone)))
    if field.name == "work_package" and not is_nothing(value):
        typed = work_package(context, typed)
    return typed


def work_package(context: Context, code: str) -> str:
    """The code; says so where the plan has no such package (a driver may be ahead of the plan)."""
    code = str(checked("work_package", code))
    if code not in context.plan.nodes:
        context.say(msg("wp: {code} is not in the plan (yet); the card counts for no milestone until it is", code=code))
    return code


def read_text(text: str) -> str:
    """The text itself, or standard input for `-`. Raises Refused for what is too long to be read."""
    return text if text != INPUT else read_input(4 * TEXT_LIMIT).decode("utf-8", "replace")
