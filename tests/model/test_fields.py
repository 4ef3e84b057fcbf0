"""A card's fields are declared once, and whoever handles a card handles all of them."""

from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import Desk

from kanban.commands.cards import Add, Edit
from kanban.model.card import Card
from kanban.model.events import Created, Edited
from kanban.model.fields import FIELDS, TYPES, CardFields, Item, Typing, checked, shown_lines
from kanban.text.messages import Message, Refused

VALUES = {
    "title": "Weld span 17 焊接",
    "work_package": "1.2.3",
    "due_at": datetime(2026, 4, 1, 17, tzinfo=UTC),
    "estimate": 2.5,
    "tags": ("steel", "crane"),
    "members": ("li",),
    "description": "two lines\nof text",
    "checklist": (Item("plates", True), Item("bolts")),
}
"""One good value of each field; a new field needs one here."""
UNCHECKED = {
    "title": " ",
    "work_package": "1.2",
    "due_at": datetime(2026, 4, 1, 17),
    "estimate": -2.5,
    "tags": ("steel", " steel", "\x1b[2J"),
    "members": ("li\u202e",),
    "description": "\x1b]0;x\x07",
    "checklist": (Item("\x07 plates"),),
}
"""Of each field a value of its type that no card may hold as it is; a new field needs one here."""
TYPING = Typing("UTC", datetime(2026, 3, 2, tzinfo=UTC))


def test_every_field_of_a_card_has_a_row_and_every_row_is_a_field():
    assert set(FIELDS) == set(CardFields.__struct_fields__) == set(TYPES) == set(VALUES)
    for holder in (Card, Add):
        assert set(FIELDS) <= set(holder.__struct_fields__)


def test_a_field_takes_a_line_or_has_a_shape_of_its_own():
    lines = {field.name: value for field, value in shown_lines(CardFields(**VALUES), "UTC")}
    assert list(lines) == ["work_package", "due_at", "estimate", "tags", "members"]
    assert lines["tags"] == "steel, crane"
    assert {name for name, field in FIELDS.items() if field.apart} == set(FIELDS) - set(lines)


@pytest.mark.parametrize("name", FIELDS)
def test_every_row_says_what_it_is_and_checks_its_value(name):
    field = FIELDS[name]
    assert isinstance(field.label, Message)
    assert isinstance(field.help, Message)
    assert str(field.label)
    assert str(field.help)
    assert checked(name, VALUES[name]) == VALUES[name]
    with pytest.raises(Refused) as refusal:
        checked(name, object())
    assert name in str(refusal.value)


@pytest.mark.parametrize("name", FIELDS)
def test_no_row_lets_everything_of_its_type_through(name):
    value = UNCHECKED[name]
    assert msgspec.convert(value, TYPES[name]) == value
    with suppress(Refused):
        assert checked(name, value) != value


@pytest.mark.parametrize("name", FIELDS)
def test_what_was_typed_is_understood_and_nothing_typed_takes_it_off(name):
    field = FIELDS[name]
    if name not in ("title", "description"):
        empty = msgspec.structs.fields(CardFields)
        default = next(one.default for one in empty if one.name == name)
        for nothing in ("", "none", " None "):
            assert field.typed(nothing, TYPING) == default
    assert field.shown(field.typed("2026-04-01 17:00" if name == "due_at" else "1", TYPING), "UTC")


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_added_edited_kept_in_the_history_and_undone(name):
    desk = Desk()
    desk.add(**{"title": "a", **{name: VALUES[name]}})
    created = desk.card().events[0]
    assert isinstance(created, Created)
    assert getattr(created.card, name) == getattr(desk.card(), name) == VALUES[name]
    desk.add("b")
    desk.give(Edit(cards=("2",), changes={name: VALUES[name]}), 1)
    last = desk.card("2").events[-1]
    assert isinstance(last, Edited)
    assert (last.field, getattr(desk.card("2"), name)) == (name, VALUES[name])
    assert msgspec.json.decode(msgspec.json.encode(desk.card("2")), type=Card) == desk.card("2")


@given(st.text(max_size=30), st.sampled_from([name for name, field in FIELDS.items() if field.option]))
def test_whatever_is_typed_is_a_value_or_refused_in_one_sentence(text, name):
    try:
        value = checked(name, FIELDS[name].typed(text, TYPING))
    except Refused:
        return
    assert isinstance(FIELDS[name].shown(value, "Asia/Shanghai"), str)
