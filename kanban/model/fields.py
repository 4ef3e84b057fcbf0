"""A card's fields, each declared once: type, check, how it is typed, how it is shown, where it stands.

`CardFields` holds the types; `FIELDS` has a row for each. Forms, options, the card view, `show`, the filter, JSON and
the importers read the rows. A new field is an attribute, a row and, where it needs one, a check.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_type_hints

import msgspec

from kanban.model.moment import Moment
from kanban.model.wbs import is_package
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, clean, clean_line
from kanban.text.dates import parse, weekday_time
from kanban.text.folding import folded
from kanban.text.messages import Message, Refused, joined, msg

NONE = "none"
"""What is typed to take a value off; an empty text does so too."""


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False, forbid_unknown_fields=True):
    """One line of a checklist."""

    text: str
    done: bool = False


class CardFields(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, forbid_unknown_fields=True):
    """What a card can be given when it is made, and can have edited later."""

    title: str
    description: str = ""
    work_package: str | None = None
    due_at: Moment | None = None
    estimate: float | None = None
    tags: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    checklist: tuple[Item, ...] = ()


class Typing(msgspec.Struct, frozen=True):
    """What typed text depends on."""

    zone: str
    """IANA name of the zone that dates are meant in."""
    now: datetime


class Field(msgspec.Struct, frozen=True):
    """One row."""

    name: str
    label: Message
    help: Message
    check: Callable[[Any], Any]
    """The value cleaned. Raises Refused, naming field and value."""
    typed: Callable[[str, Typing], Any]
    """The value that a text means. Raises Refused."""
    shown: Callable[[Any, str], str]
    """The value as text, in a time zone; empty for none."""
    option: str = ""
    """Of `kanban add` and `edit`; a field without one is set in other ways."""
    metavar: str = ""
    repeated: bool = False
    """The option may be given several times, one value each."""
    in_form: bool = False
    searched: bool = False
    """Whether `/` and `kanban list --search` look into it."""
    completes: str = ""
    """What the shell completes it with."""
    apart: bool = False
    """Has a shape of its own where a card is shown whole; the others take a line each."""


def checked(name: str, value: Any) -> Any:
    """The value a field may take, cleaned. Raises Refused naming field and value."""
    field = FIELDS.get(name)
    if field is None:
        raise Refused(msg("a card has no field {name!r}; it has {names}", name=name, names=joined(FIELDS)))
    try:
        value = msgspec.convert(value, TYPES[name])
    except msgspec.ValidationError as error:
        raise Refused(msg("{field}: {value!r} does not fit: {reason}", field=name, value=value, reason=error)) from None
    return field.check(value)


def is_nothing(text: str) -> bool:
    """Whether what was typed takes the value off."""
    return folded(text).strip() in ("", NONE)


def _title(value: str) -> str:
    value = clean_line(value)
    if not value:
        raise Refused(msg("a card needs a title"))
    if len(value) > TITLE_LIMIT:
        raise Refused(msg("the title has {n} characters, at most {most} are allowed", n=len(value), most=TITLE_LIMIT))
    return value


def _description(value: str) -> str:
    value = clean(value).strip()
    if len(value) > TEXT_LIMIT:
        raise Refused(
            msg("the description has {n} characters, at most {most} are allowed", n=len(value), most=TEXT_LIMIT)
        )
    return value


def _work_package(value: str | None) -> str | None:
    if value is not None and not is_package(value):
        raise Refused(msg("work package: {value!r} is no WBS code of level 3, such as 1.2.3", value=value))
    return value


def _estimate(value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and 0 < value <= 1e6):
        raise Refused(msg("estimate: {value} is not above 0 and at most 1,000,000", value=value))
    return value


def _due_at(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise Refused(msg("due: {value} has no time zone", value=value))
    return value.astimezone(UTC) if value else None


def _words(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for item in value if (word := clean_line(item))))


def _checklist(value: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(Item(text, item.done) for item in value if (text := clean_line(item.text)))


def _typed_text(text: str, typing: Typing) -> str:
    return text


def _typed_code(text: str, typing: Typing) -> str | None:
    return None if is_nothing(text) else clean_line(text)


def _date_typed(label: Message) -> Callable[[str, Typing], datetime | None]:
    """Understands what is typed for a date; the label is what a refusal names."""
    return lambda text, typing: None if is_nothing(text) else parse(text, typing.zone, typing.now, field=label)


def _number_typed(label: Message) -> Callable[[str, Typing], float | None]:
    """Understands what is typed for a number; the label is what a refusal names."""

    def typed(text: str, typing: Typing) -> float | None:
        if is_nothing(text):
            return None
        try:
            return float(text)
        except ValueError:
            raise Refused(msg("{field}: {value!r} is no number", field=label, value=clean_line(text))) from None

    return typed


def _typed_words(text: str, typing: Typing) -> tuple[str, ...]:
    return () if is_nothing(text) else tuple(part.strip() for part in text.split(",") if part.strip())


def _typed_items(text: str, typing: Typing) -> tuple[Item, ...]:
    return () if is_nothing(text) else tuple(Item(line) for line in text.splitlines() if line.strip())


def _shown_line(value: str | None, zone: str) -> str:
    return clean_line(value or "")


def _shown_text(value: str, zone: str) -> str:
    return clean(value)


def _shown_date(value: datetime | None, zone: str) -> str:
    return weekday_time(value, zone) if value else ""


def _shown_number(value: float | None, zone: str) -> str:
    return f"{value:g}" if value else ""


def _shown_words(value: Sequence[str], zone: str) -> str:
    return ", ".join(map(clean_line, value))


def _shown_items(value: Sequence[Item], zone: str) -> str:
    return ", ".join(clean_line(item.text) for item in value)


_ROWS = (
    Field(
        "title", msg("title"), msg("another title"), _title, _typed_text, _shown_line, "--title", "TEXT",
        in_form=True, searched=True, apart=True,
    ),
    Field(
        "work_package", msg("work package"), msg("work package in the plan, such as 1.2.3; or 'none'"), _work_package,
        _typed_code, _shown_line, "--wp", "CODE", in_form=True, searched=True, completes="code",
    ),
    Field(
        "due_at", msg("due"),
        msg("due date: 2026-11-10 17:00, 10 Nov, fri 17:00, tomorrow, +2w; or 'none'"), _due_at,
        _date_typed(msg("due")), _shown_date, "--due", "WHEN", in_form=True,
    ),
    Field(
        "estimate", msg("estimate"), msg("a number above 0, in whatever unit the team estimates in; or 'none'"),
        _estimate, _number_typed(msg("estimate")), _shown_number, "--estimate", "N", in_form=True,
    ),
    Field(
        "tags", msg("tags"), msg("a tag; may be given several times"), _words, _typed_words, _shown_words,
        "--tag", "T", repeated=True, in_form=True, searched=True,
    ),
    Field(
        "members", msg("members"), msg("somebody who works on it; may be given several times"), _words, _typed_words,
        _shown_words, "--member", "M", repeated=True, in_form=True, searched=True,
    ),
    Field(
        "description", msg("description"), msg("what it is about; '-' reads it from standard input"), _description,
        _typed_text, _shown_text, "--description", "TEXT", apart=True,
    ),
    Field("checklist", msg("checklist"), msg("its lines"), _checklist, _typed_items, _shown_items, apart=True),
)  # fmt: skip

FIELDS: Mapping[str, Field] = {field.name: field for field in _ROWS}
"""By name, in the order in which they are shown."""
TYPES: Mapping[str, Any] = {name: get_type_hints(CardFields)[name] for name in FIELDS}
"""The type of each field's value."""


def shown_lines(card: object, zone: str) -> Iterator[tuple[Field, str]]:
    """The fields that take a line each where a card is shown whole, with their values as text."""
    for field in FIELDS.values():
        if not field.apart:
            yield field, field.shown(getattr(card, field.name), zone)
