"""A card is what its history says, now and at any moment before."""

from datetime import UTC, datetime

import msgspec
import pytest
from makers import DOING, DONE, REVIEW, Desk, hour

from kanban.commands.cards import Block, Edit
from kanban.commands.undo import Redo, Undo
from kanban.model import events as ev
from kanban.model.card import Card, as_of, grow, refold
from kanban.model.events import Place
from kanban.model.fields import CardFields, Item
from kanban.text.messages import Refused


def test_a_card_can_be_folded_again_from_its_history_alone():
    desk = Desk()
    card = desk.add("焊接", column=DOING, estimate=3, tags=("steel",), due_at=datetime(2026, 4, 1, tzinfo=UTC))
    desk.give(Edit(cards=(card,), changes={"checklist": (Item("Bolt", True),), "members": ("li",)}), 1)
    desk.give(Block(cards=(card,), why="crane booked"), 2)
    assert refold(card, desk.card().history) == desk.card()


def test_a_card_stored_and_read_back_is_the_same():
    desk = Desk()
    desk.add(column=DOING, estimate=0.5)
    desk.move("1", REVIEW, 1)
    desk.move("1", DOING, 2)
    desk.give(Block(cards=("1",), why="crane booked"), 3)
    stored = msgspec.json.encode(desk.card())
    assert msgspec.json.decode(stored, type=type(desk.card())) == desk.card()


@pytest.mark.parametrize("history", [b"[]", b'[{"kind":"archived","at":"2026-01-01T00:00:00Z","by":"x"}]'])
def test_a_history_that_does_not_begin_with_the_creation_is_no_card(history):
    with pytest.raises(ValueError, match="card 7: its history does not begin with its creation"):
        refold("7", msgspec.Raw(history))


def test_the_past_of_a_card_is_what_its_history_said_by_then():
    desk = Desk()
    desk.add("Weld", at=1)
    desk.give(Edit(cards=("1",), changes={"title": "Weld span 17"}), 2)
    desk.move("1", DONE, 3)
    card = desk.card()
    assert as_of(card, hour(0.5)) is None
    assert as_of(card, hour(1)).title == "Weld"
    assert as_of(card, hour(2.5)).title == "Weld span 17"
    assert not as_of(card, hour(2.5)).flow.is_finished
    assert as_of(card, hour(3)) is card
    assert as_of(card, hour(99)) is card


def test_what_was_undone_later_is_seen_as_it_was_then():
    desk = Desk()
    desk.add(at=1)
    desk.move("1", DONE, 2)
    desk.give(Undo(), 3)
    assert as_of(desk.card(), hour(2.5)).flow.finished_at == hour(2)
    assert as_of(desk.card(), hour(3)).flow.finished_at is None


def test_a_card_whose_creation_was_undone_is_not_there_afterwards_but_was_before():
    desk = Desk()
    desk.add(at=1)
    desk.give(Undo(), 5)
    assert desk.card().void
    assert as_of(desk.card(), hour(9)) is None
    assert as_of(desk.card(), hour(2)).title == "Weld span 17"


def test_a_card_undone_and_redone_was_not_there_in_between():
    desk = Desk()
    desk.add(at=1)
    desk.give(Undo(), 2)
    desk.give(Redo(), 3)
    seen = [as_of(desk.card(), hour(moment)) for moment in (1.5, 2.5, 3.5)]
    assert [card is not None for card in seen] == [True, False, True]


def test_voiding_an_event_takes_it_out_and_voiding_that_brings_it_back():
    place = Place("c1", "queue", 0)
    when = {"at": hour(0), "by": "zhang"}
    events = [
        ev.Created(**when, to=place, rank="V", card=CardFields(title="a")),
        ev.Commented(**when, text="first"),
        ev.Voided(**when, event=1),
        ev.Voided(**when, event=2),
        ev.Voided(**when, event=3),
    ]
    counts = [[i for i, _ in ev.in_force(tuple(events[:n]))] for n in range(1, 6)]
    assert counts == [[0], [0, 1], [0], [0, 1], [0]]


def test_a_history_is_only_ever_appended_to():
    when = {"at": hour(0), "by": "zhang"}
    card = grow(None, "1", (ev.Created(**when, to=Place("c1", "queue", 0), rank="V", card=CardFields(title="a")),))
    longer = grow(card, "1", (ev.Commented(**when, text="x"), ev.Commented(**when, text="y")))
    assert bytes(longer.history).startswith(bytes(card.history)[:-1])
    assert (longer.event_count, len(longer.events)) == (3, 3)


def test_an_event_that_is_not_known_is_named_with_its_place():
    with pytest.raises(msgspec.ValidationError, match=r"Invalid value 'teleported' - at `\$\[0\]\.kind`"):
        ev.decode(msgspec.Raw(b'[{"kind":"teleported"}]'))


def test_an_imported_card_may_have_been_started_before_its_history_begins():
    when = {"at": hour(0), "by": "zhang"}
    created = ev.Created(**when, to=Place("c3", "active", 2), rank="V", card=CardFields(title="a"), start_unknown=True)
    card = grow(None, "1", (created,))
    assert card.flow.is_wip
    assert card.flow.started_at is None
    done = ev.Moved(at=hour(9), by="zhang", origin=Place("c3", "active", 2), to=Place("c5", "done", 4), rank="V")
    card = grow(card, "1", (done,))
    assert card.flow.is_finished
    assert card.flow.cycle_seconds is None


def test_a_stored_flow_that_cannot_be_read_is_folded_from_the_history_anew():
    desk = Desk()
    desk.add("a", column=DOING)
    stored = msgspec.json.decode(msgspec.json.encode(desk.card()))
    stored["flow"] = {"created_at": "yesterday"}
    card = msgspec.json.decode(msgspec.json.encode(stored), type=Card)
    assert card == desk.card()
    stored["history"] = [{"kind": "teleported"}]
    broken = msgspec.json.decode(msgspec.json.encode(stored), type=Card)
    with pytest.raises(Refused, match="card 1: neither its flow nor its history can be read"):
        broken.flow
