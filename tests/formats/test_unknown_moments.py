"""What an export does not tell has no date made up: a finish is not known, the rest is at the latest time possible."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from trello_desk import FLOW, Importer, words_of
from trello_maker import FakeTrello, work

from kanban.metrics.flow.totals import Window, totals
from kanban.model.card import as_of
from kanban.model.events import Archived, Created, Edited, Moved, in_force

DATA = Path(__file__).parent.parent / "data" / "trello"


def told(trello: FakeTrello, card: str) -> list[dict[str, Any]]:
    return [action for action in trello.actions if action["data"].get("card", {}).get("id") == card]


def forget(trello: FakeTrello, *cards: str) -> None:
    """Cut the actions about the cards, as the end of the thousand does."""
    gone = [action for card in cards for action in told(trello, card)]
    trello.actions = [action for action in trello.actions if action not in gone]


def test_a_card_that_lies_in_done_without_an_action_has_no_finish(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    footing, anchor = trello.card("To Do", "pour footing"), trello.card("Doing", "set anchor")
    for card in (footing, anchor):
        trello.wait(days=30).move(card, "Done")
    last = trello.now
    forget(trello, footing, anchor)
    rail = trello.wait(days=10).card("To Do", "paint rail")
    trello.wait(days=1).move(rail, "Doing")
    trello.wait(days=2).move(rail, "Done")
    board = take(trello)
    flow = take.card(anchor).flow
    assert (flow.is_finished, flow.finished_at, flow.finished_by_at) == (True, None, last)
    assert (flow.lead_seconds, flow.cycle_seconds, flow.start_unknown) == (None, None, True)
    assert take.card(rail).flow.finished_at == trello.now
    everything = totals(board.cards.values(), Window(None, None), trello.now)
    assert (everything.finished, everything.finish_unknown) == (3, 2)
    dated = totals(board.cards.values(), Window(last - timedelta(days=99), None), trello.now)
    assert (dated.finished, dated.finish_unknown) == (1, 0)
    assert "2 cards in done columns, no action tells since when: finish unknown" in words_of(take)


@pytest.mark.parametrize(
    ("active_at", "by_at"),
    [
        (None, "newest"),
        ("2024-03-05T10:00:00.000Z", "2024-03-05T10:00:00+00:00"),
        ("2019-01-01T00:00:00.000Z", "newest"),
    ],
)
def test_it_is_finished_by_its_last_activity_or_by_the_newest_date_of_the_file(
    take: Importer, active_at: str | None, by_at: str
) -> None:
    trello = FakeTrello(*FLOW)
    card = trello.card("Done")
    forget(trello, card)
    trello.wait(days=40).card("To Do")
    trello.cards[card]["dateLastActivity"] = active_at
    take(trello)
    want = trello.now if by_at == "newest" else datetime.fromisoformat(by_at)
    assert take.card(card).flow.finished_by_at == want


def test_a_card_made_in_done_or_moved_there_by_an_action_has_its_finish(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    made = trello.card("Done")
    at = trello.now
    trello.wait(days=3).comment(made, "as built")
    take(trello)
    assert (take.card(made).flow.finished_at, take.card(made).flow.finished_by_at) == (at, None)
    assert "finish unknown" not in words_of(take)


def test_a_creation_that_names_no_list_tells_no_finish(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card = trello.card("Done")
    del trello.actions[-1]["data"]["list"]
    trello.wait(days=3).comment(card, "as built")
    take(trello)
    flow = take.card(card).flow
    assert (flow.finished_at, flow.finished_by_at, flow.start_unknown) == (None, trello.now, True)


def test_a_finish_that_was_taken_back_is_known_by_the_move_out_of_done(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card = trello.card("Done")
    forget(trello, card)
    trello.wait(days=5).move(card, "Doing")
    reopened_at = trello.now
    trello.wait(days=5).move(card, "Done")
    take(trello)
    before = as_of(take.card(card), reopened_at - timedelta(seconds=1))
    assert before is not None
    assert before.flow.finished_by_at == reopened_at
    assert take.card(card).flow.finished_at == trello.now
    assert "finish unknown" not in words_of(take)


def test_moves_no_action_tells_of_finish_nothing_at_a_known_time(take: Importer) -> None:
    trello = FakeTrello(*FLOW, "Shipped")
    trello.list("Shipped")["name"] = "Released"
    through, there = trello.card("Doing"), trello.card("Doing")
    trello.wait(days=1).move(through, "Done")
    trello.actions.pop()
    trello.wait(days=1).move(through, "Released")
    released_at = trello.now
    trello.wait(days=1).move(there, "Done")
    trello.actions.pop()
    take(trello)
    flows = [take.card(card).flow for card in (through, there)]
    assert [flow.finished_at for flow in flows] == [None, None]
    assert [flow.finished_by_at for flow in flows] == [released_at, trello.now]
    assert "2 cards in done columns" in words_of(take)


def test_a_second_export_concludes_a_finish_without_a_date(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card, other = trello.card("Doing"), trello.card("To Do")
    take(trello)
    trello.wait(days=1).move(card, "Done")
    done_at = trello.now
    for _ in range(3):
        trello.wait(days=1).comment(other, "so it is")
    take(trello, cap=2)
    moved = take.card(card).events[-1]
    assert isinstance(moved, Moved)
    assert (moved.source, moved.at, moved.finished_by_at) == ("export", done_at, done_at)
    assert take.card(card).flow.finished_at is None


def test_a_second_export_without_any_action_concludes_nothing_before_its_time(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card, gone = trello.card("To Do"), trello.card("To Do", closed=True)
    trello.wait(days=1).card("To Do")
    take(trello, cap=0)
    trello.wait(days=100).move(card, "Done")
    trello.wait(days=1).change(card, idMembers=["m" * 24])
    at = trello.now
    take(trello, cap=0)
    flow = take.card(card).flow
    assert (flow.entered_at, flow.finished_at, flow.finished_by_at) == (at, None, at)
    edited = take.card(card).events[-1]
    assert isinstance(edited, Edited)
    assert (edited.field, edited.at) == ("members", at)
    assert take.card(gone).flow.archived_at is not None
    before = take.content
    take(trello, cap=0)
    assert take.content == before


def test_work_that_was_given_up_ended_at_the_latest_time_it_can_have(take: Importer) -> None:
    trello = FakeTrello(*FLOW, "Cancelled", "Sprint 1")
    given_up, in_closed = trello.card("Cancelled"), trello.card("Sprint 1")
    trello.wait(days=9).change(given_up, pos=7)
    active_at = trello.now
    trello.wait(days=1).change_list("Sprint 1", closed=True)
    trello.actions.clear()
    trello.wait(days=1).card("To Do")
    take(trello)
    assert take.card(given_up).flow.archived_at == active_at
    assert take.card(in_closed).flow.archived_at == trello.now


@settings(max_examples=often(40))
@given(seed=st.integers(0, 2**32), cap=st.integers(0, 30), steps=st.integers(1, 4))
def test_whatever_is_cut_off_no_date_is_made_up(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cap: int, steps: int
) -> None:
    """Random work, exported with windows of any size, once or several times. What an export tells anew of a card: its
    finish is the true one or unknown, and an unknown one, and the end of an archived card, is never told before its
    time; its start is a true move into work."""
    chance, trello = random.Random(seed), FakeTrello("Ideas", *FLOW)
    names = [one["name"] for one in trello.lists]
    folder = tmp_path_factory.mktemp("work")
    (folder / "windowed").mkdir()
    windowed, told = Importer(folder / "windowed"), {}
    for step in range(steps):
        for _ in range(chance.randrange(1, 15)):
            work(trello, chance, names)
        windowed(trello, cap=cap)
        (folder / str(step)).mkdir()
        whole = Importer(folder / str(step))
        whole(trello)
        for card_id in trello.cards:
            got, card = windowed.card(card_id).flow, whole.card(card_id)
            truth, before = card.flow, told.get(card_id)
            told[card_id] = got
            assert got.is_finished == truth.is_finished
            if before is None or before.finished_at != got.finished_at:
                assert got.finished_at in (None, truth.finished_at)
            if got.finished_by_at is not None and (before is None or before.finished_by_at != got.finished_by_at):
                assert truth.finished_at is not None
                assert truth.finished_at <= got.finished_by_at <= trello.now
            if steps == 1 and got.started_at is not None:
                moves = [e.at for e in card.events if isinstance(e, Created | Moved) and e.to.kind == "active"]
                assert got.started_at in moves
            if got.archived_at is not None and (before is None or before.archived_at != got.archived_at):
                assert truth.archived_at is not None
                assert truth.archived_at <= got.archived_at


@pytest.mark.parametrize("path", [*sorted(DATA.glob("*_*.json")), DATA / "project100.json"], ids=lambda p: p.stem)
def test_no_real_card_is_finished_at_a_time_no_action_tells(take: Importer, path: Path) -> None:
    take(path)
    for card in take.board.all_cards.values():
        flow, events = card.flow, [event for _, event in in_force(card.events)]
        told_at = {e.at for e in events if e.source not in ("", "export", card.external_id) and ">" not in e.source}
        assert flow.finished_at is None or flow.finished_at in told_at
        assert flow.finished_by_at is None or flow.finished_by_at >= flow.entered_at
        assert not any(isinstance(e, Archived) and e.at < flow.entered_at for e in events)
