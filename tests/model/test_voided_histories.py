"""Histories with anything voided, brought back and judged anew, read a second time by the plain words of the rules."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.cards import Add
from kanban.model import events as ev
from kanban.model.card import EMPTY, Card, as_of, differences, grow, read_flows, refold
from kanban.model.fields import CardFields
from kanban.model.flow import is_move_back
from kanban.text.messages import Refused

KINDS = ("queue", "active", "done")
voids = st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.sampled_from(("", "theirs"))), max_size=14)


def comment(at: int, source: str = "") -> ev.Commented:
    return ev.Commented(at=hour(at), by="zhang", text=f"number {at}", source=source)


def history_of(draws) -> list[ev.AnyEvent]:
    """Comments, and voidings of some event before them."""
    events: list[ev.AnyEvent] = []
    for at, (is_void, target, source) in enumerate(draws):
        if is_void and events:
            events.append(ev.Voided(at=hour(at), by="zhang", event=target % len(events), source=source))
        else:
            events.append(comment(at, source and f"{source} {at}"))
    return events


def counts(events: list[ev.AnyEvent], index: int) -> bool:
    """An event counts unless a voiding of it counts."""
    return not any(
        isinstance(event, ev.Voided) and event.event == index and counts(events, at)
        for at, event in enumerate(events)
        if at > index
    )


@given(voids)
def test_an_event_counts_unless_a_voiding_of_it_counts_however_often_that_was_voided(draws):
    events = history_of(draws)
    wanted = [(i, e) for i, e in enumerate(events) if not isinstance(e, ev.Voided) and counts(events, i)]
    assert ev.in_force(events) == wanted


@given(voids)
def test_a_foreign_event_is_known_unless_an_undo_here_took_it_back(draws):
    events = history_of(draws)
    undone = {e.event for i, e in enumerate(events) if isinstance(e, ev.Voided) and not e.source and counts(events, i)}
    wanted = {e.source: i for i, e in enumerate(events) if e.source and i not in undone}
    assert ev.known_sources(events) == wanted


@given(voids, st.integers(0, 14))
def test_a_history_grown_in_two_parts_is_the_one_grown_at_once(draws, cut):
    created = ev.Created(
        at=hour(-1), by="zhang", to=ev.Place("c1", "queue", 0), rank="V", card=CardFields(title="Weld")
    )
    later = [event if not isinstance(event, ev.Voided) else shifted(event) for event in history_of(draws)]
    whole = ev.append(EMPTY, (created, *later))
    assert bytes(whole) == bytes(ev.append(ev.append(EMPTY, (created, *later[:cut])), later[cut:]))
    assert ev.decode(whole) == (created, *later)
    card = grow(None, "1", (created,))
    for some in (tuple(later[:cut]), tuple(later[cut:])):
        card = grow(card, "1", some) if some else card
    assert card == refold("1", whole)
    assert (card.event_count, card.last_at) == (1 + len(later), later[-1].at if later else created.at)


def shifted(voided: ev.Voided) -> ev.Voided:
    """Of a history that stands one place further behind."""
    return msgspec.structs.replace(voided, event=voided.event + 1)


@pytest.mark.parametrize("broken", [b"", b"[", b"{}", b"null", b'"x"', b"]["])
def test_nothing_is_appended_to_what_is_no_history(broken):
    with pytest.raises(msgspec.ValidationError, match="a history is a list of events"):
        ev.append(msgspec.Raw(broken), (comment(0),))


places = st.builds(ev.Place, st.sampled_from(("a", "b", "c")), st.sampled_from(KINDS), st.integers(0, 3))
judgements = st.lists(
    st.one_of(
        st.builds(ev.Moved, at=st.just(hour(0)), by=st.just("zhang"), origin=places, to=places, rank=st.just("V")),
        st.builds(
            ev.Rejudged,
            at=st.just(hour(0)),
            by=st.just("zhang"),
            places=st.lists(places, max_size=3, unique_by=lambda place: place.column).map(tuple),
        ),
    ),
    max_size=8,
)


@given(judgements)
def test_a_move_is_judged_by_the_last_word_on_its_columns_that_came_behind_it(events):
    told = dict(ev.judged(list(enumerate(events))))
    assert list(told) == list(range(len(events)))
    for index, event in enumerate(events):
        if not isinstance(event, ev.Moved):
            assert told[index] == event
            continue
        for side in ("origin", "to"):
            place = getattr(event, side)
            later = [e for e in events[index:] if isinstance(e, ev.Rejudged)]
            words = [p for e in later for p in e.places if p.column == place.column]
            assert getattr(told[index], side) == (words[-1] if words else place)


@pytest.mark.parametrize(
    ("origin", "to", "is_back"),
    [
        (("active", 2), ("queue", 0), True), (("active", 2), ("active", 1), True), (("done", 3), ("active", 2), True),
        (("done", 4), ("queue", 0), True), (("done", 4), ("done", 3), False), (("queue", 1), ("queue", 0), False),
        (("active", 1), ("active", 1), False), (("active", 1), ("active", 2), False),
        (("done", 1), ("queue", 2), False),
        (("queue", 3), ("active", 1), False), (("active", 3), ("done", 2), True),
    ],
)  # fmt: skip
def test_what_a_move_back_is(origin, to, is_back):
    """DOMAIN.md, rework move: further left, out of an active or a done column; done to done never counts."""
    assert is_move_back(ev.Place("a", *origin), ev.Place("b", *to)) == is_back


def stored(card: Card) -> Card:
    """The card as it comes from a file: its flow is not decoded yet."""
    return msgspec.json.decode(msgspec.json.encode(card), type=Card)


def board_of_cards() -> list[Card]:
    desk = Desk()
    for number in range(3):
        desk.add(f"card {number}", column=DOING)
        desk.move(str(number + 1), (REVIEW, DONE, READY)[number], number + 1)
    return [stored(card) for card in desk.board.cards.values()]


@pytest.mark.parametrize("spoilt", [None, 0, 1, 2])
def test_flows_read_together_are_those_read_one_by_one_even_where_one_is_spoilt(spoilt):
    cards, again = board_of_cards(), board_of_cards()
    if spoilt is not None:
        for some in (cards, again):
            some[spoilt] = msgspec.structs.replace(some[spoilt], kept_flow=msgspec.Raw(b'{"created_at":7}'))
    read_flows(cards)
    assert (
        [card.flow for card in cards] == [card.flow for card in again] == [refold(c.id, c.history).flow for c in cards]
    )


def test_a_flow_with_a_field_of_another_version_is_refused_and_not_folded_over():
    (card, *_) = board_of_cards()
    kept = msgspec.json.decode(bytes(card.kept_flow)) | {"zeal": 1, "started_at": "soon"}
    newer = msgspec.structs.replace(card, kept_flow=msgspec.Raw(msgspec.json.encode(kept)))
    with pytest.raises(Refused, match="card 1: its flow has unknown field 'zeal'"):
        _ = newer.flow


@pytest.mark.parametrize("history", [b"[", b"[]", b"\xff", b'[{"kind":"commented","at":"2026-01-01T00:00:00Z"}]'])
def test_where_neither_flow_nor_history_can_be_read_the_card_is_named(history):
    (card, *_) = board_of_cards()
    broken = msgspec.structs.replace(card, kept_flow=msgspec.Raw(b"{"), history=msgspec.Raw(history))
    with pytest.raises(Refused, match="card 1: neither its flow nor its history can be read"):
        _ = broken.flow


def test_a_history_without_its_creation_is_no_card_then_or_now():
    (card, *_) = board_of_cards()
    later = msgspec.structs.replace(card, history=msgspec.Raw(msgspec.json.encode(card.events[1:])))
    with pytest.raises(Refused, match="card 1: its history does not begin with its creation"):
        _ = msgspec.structs.replace(later, kept_flow=msgspec.Raw(b"{")).flow
    early = msgspec.structs.replace(later, history=msgspec.Raw(msgspec.json.encode((comment(0), *card.events[1:]))))
    with pytest.raises(Refused, match="card 1: its history does not begin with its creation"):
        as_of(early, hour(0.5))


@pytest.mark.parametrize("name", [n for n in Card.__struct_fields__ if n not in ("kept_flow", "package_at")])
def test_two_cards_that_differ_in_one_field_are_not_the_same_and_the_field_is_named(name):
    others = {
        "title": "Cast", "description": "x", "work_package": "1.2.3", "due_at": hour(1), "estimate": 2.0,
        "tags": ("x",), "members": ("li",), "checklist": ("x",), "id": "2", "column": "c9", "rank": "zz",
        "archived": True, "external_id": "x", "void": True, "touched_at": hour(9), "event_count": 9, "history": EMPTY,
    }  # fmt: skip
    desk = Desk()
    desk.give(Add(title="Weld"))
    other = msgspec.structs.replace(desk.card(), **{name: others[name]})
    assert differences(desk.card(), other) == [name]
    assert desk.card() != other
    assert desk.card() == stored(desk.card())
