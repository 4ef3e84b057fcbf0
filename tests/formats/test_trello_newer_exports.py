"""Trello exports of a board that was imported before."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from test_trello import kinds_of
from trello_desk import FLOW, Importer
from trello_maker import FakeTrello, work

from kanban.commands.cards import Add, Archive, Move
from kanban.commands.columns import AddColumn
from kanban.commands.undo import Redo, Undo
from kanban.model.board import Board
from kanban.model.card import refold
from kanban.model.events import Created, Moved
from kanban.text.messages import Refused

# Newer exports


def test_a_newer_export_adds_what_is_new_and_keeps_what_was_done_here(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    first, second = trello.card("To Do", "first"), trello.card("Doing", "second")
    take(trello)
    mine, list_ids = take.card(second), [one["id"] for one in trello.lists]
    take.send(Move(cards=(mine.id,), column=list_ids[3]))
    trello.wait(hours=1).move(first, "Doing")
    trello.move(second, "Review")
    trello.change(second, name="second, renamed")
    third = trello.card("Doing", "third", pos=-5)
    trello.change_list("To Do", name="Later")
    trello.add_list("Shipped")
    board = take(trello)
    assert [take.column(i) for i in (first, second, third)] == ["Doing", "Review", "Doing"]
    flow = take.card(second).flow
    assert (flow.is_finished, flow.reopened) == (False, 1)
    assert take.card(second).title == "second, renamed"
    assert [name for name, _ in kinds_of(board)] == ["Later", "Doing", "Review", "Done", "Shipped"]
    lane = board.cards_in(list_ids[1])
    assert [board.cards[i].title for i in lane] == ["third", "first"]
    assert len({board.cards[i].rank for i in lane}) == 2
    before = take.content
    take(trello)
    assert take.content == before


def test_columns_made_here_and_cards_added_here_survive(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card = trello.card("To Do")
    take(trello)
    take.send(AddColumn(name="Rework", kind="active"))
    take.send(Add(title="mine", column=trello.list("Doing")["id"]))
    take.send(Archive(cards=(take.card(card).id,)))
    trello.change_list("Doing", closed=True)
    trello.wait(hours=1).comment(card, "still here?")
    board = take(trello)
    assert [name for name, _ in kinds_of(board)] == ["To Do", "Doing", "Review", "Rework", "Done"]
    assert [board.cards[i].title for i in board.cards_in(trello.list("Doing")["id"])] == ["mine"]
    assert take.card(card).flow.archived_at is not None
    assert board.problems == ()


def test_what_happened_between_two_windows_is_concluded_from_the_state(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card, gone = trello.card("To Do"), trello.card("To Do")
    take(trello)
    trello.wait(hours=1).move(card, "Doing")
    trello.move(card, "Review")
    trello.change(gone, closed=True)
    trello.wait(hours=1).comment(card, "the only action left")
    take(trello, cap=1)
    assert take.column(card) == "Review"
    assert take.card(gone).flow.is_dropped
    before = take.content
    take(trello, cap=1)
    assert take.content == before


def grown(take: Importer) -> FakeTrello:
    """A board of one card in To Do; by the export after that it is done and another has come."""
    trello = FakeTrello(*FLOW)
    first = trello.card("To Do", "Weld span")
    take(trello)
    trello.wait(days=1).move(first, "Doing")
    trello.wait(days=1).move(first, "Done")
    trello.card("Doing", "Grout joint")
    return trello


def standing(board: Board) -> dict[str, str]:
    """By title: the column of every card on the board."""
    return {card.title: board.column(card.column).name for card in board.cards.values() if card.is_on_board}


def test_an_import_is_undone_redone_and_made_again(take: Importer) -> None:
    trello = grown(take)
    whole = standing(take(trello))
    assert whole == {"Weld span": "Done", "Grout joint": "Doing"}
    take.send(Undo())
    assert take.words == "undid: imported 2 cards of the board Bridge"
    assert standing(take.board) == {"Weld span": "To Do"}
    take.send(Redo())
    assert take.words == "redid: imported 2 cards of the board Bridge"
    assert standing(take.board) == whole
    take.send(Undo())
    figures = [card.flow for card in take(trello).cards.values() if card.title == "Weld span"]
    assert standing(take.board) == whole
    assert (figures[0].started_at is not None, figures[0].backs) == (True, ())
    take(trello)
    assert take.words == "nothing new: every card and event is here already"


def test_after_the_undo_of_an_import_an_older_export_may_come(take: Importer, tmp_path: Path) -> None:
    trello = grown(take)
    older = tmp_path / "older.json"
    trello.wait(hours=1).save(older)
    trello.wait(days=1).move(next(iter(trello.cards)), "Review")
    take(trello)
    with pytest.raises(Refused, match="is older than the export imported before"):
        take(older)
    take.send(Undo())
    assert standing(take(older)) == {"Weld span": "Done", "Grout joint": "Doing"}


def test_the_first_import_is_undone_until_a_card_of_it_is_changed(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    trello.card("To Do", "Weld span")
    board = take(trello)
    take.send(Undo())
    assert standing(take.board) == {}
    assert standing(take(trello)) == {"Weld span": "To Do"}
    card = next(card.id for card in take.board.cards.values() if card.is_on_board)
    take.send(Move(cards=(card,), column=board.columns[1].id))
    take.send(Undo())
    take.send(Undo())
    assert standing(take.board) == {}


def test_an_older_export_is_refused_and_changes_nothing(take: Importer, tmp_path: Path) -> None:
    trello = FakeTrello(*FLOW)
    card = trello.card("To Do")
    older = trello.save(tmp_path / "older.json")
    trello.wait(hours=1).move(card, "Done")
    take(trello)
    before = take.content
    with pytest.raises(Refused, match="is older than the export imported before"):
        take(older)
    assert take.content == before


def test_another_board_is_not_mixed_in(take: Importer) -> None:
    one, two = FakeTrello(*FLOW), FakeTrello(*FLOW)
    one.card("To Do")
    two.id = "d" * 24
    take(one)
    with pytest.raises(Refused, match="holds other cards already"):
        take(two)


@pytest.mark.parametrize("seed", range(25))
def test_any_work_in_any_number_of_exports_ends_as_it_is_there(tmp_path: Path, seed: int) -> None:
    """Random work, exported now and then with windows of any size: the board is as Trello's; whole exports taken in
    steps give what one at the end gives."""
    chance = random.Random(seed)
    trello = FakeTrello("Ideas", *FLOW)
    whole, windowed, once = (Importer(tmp_path / name) for name in ("whole", "windowed", "once"))
    for folder in ("whole", "windowed", "once"):
        (tmp_path / folder).mkdir(exist_ok=True)
    names = [one["name"] for one in trello.lists]
    for _ in range(6):
        for _ in range(chance.randrange(12)):
            work(trello, chance, names)
        whole(trello)
        cap = chance.choice([1, 5, 20])
        windowed(trello, cap=cap)
        before = windowed.content
        windowed(trello, cap=cap)
        assert windowed.content == before
    once(trello)
    closed = {one["id"] for one in trello.lists if one["closed"]}
    for card_id, there in trello.cards.items():
        for take in (whole, windowed, once):
            card = take.card(card_id)
            assert card.column == there["idList"]
            assert card.title == there["name"]
            assert card.is_on_board != (there["closed"] or there["idList"] in closed)
            assert refold(card.id, card.history) == card
            moves = [e for e in card.events if isinstance(e, Created | Moved)]
            for earlier, later in pairwise(moves):
                assert isinstance(later, Moved)
                assert later.origin.column == earlier.to.column
        a, b = whole.card(card_id).flow, once.card(card_id).flow
        facts = ("started_at", "finished_at", "cycle_seconds", "active_seconds", "reopened", "start_unknown")
        assert [getattr(a, f) for f in facts] == [getattr(b, f) for f in facts]
