"""A card's and a board's history in words: what happened, who did it, and never otherwise than the figures count."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often

from kanban.commands.cards import Archive, Block, Comment, Edit, Explain, Move, Unblock
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, ShiftColumn
from kanban.commands.described import described
from kanban.commands.undo import Redo, Undo
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.model import events as ev
from kanban.model.board import Column, Imported
from kanban.model.card import refold
from kanban.model.events import REASON_WORDS, Place
from kanban.model.fields import CardFields
from kanban.render.history import board_history, board_sentence, history, sentence
from kanban.text.messages import Message, Refused

SHIPPED = (
    Column("backlog", "Backlog", "queue"), Column("doing", "Doing", "active"), Column("done", "Done", "done"),
    Column("shipped", "Shipped", "done"),
)  # fmt: skip
STAMP: dict[str, Any] = {"at": hour(1), "by": "li"}
PLACE = Place("c", "active", 2)
COLUMNS = (BACKLOG, READY, DOING, REVIEW, DONE)


def words(desk: Desk, card: str = "1") -> list[str]:
    return [line.words for line in history(desk.card(card), desk.board, "UTC")]


def rework_moves(desk: Desk) -> int:
    return totals(existing(desk.board.cards.values(), hour(999)), Window(), hour(999)).rework.moves


def test_between_two_done_columns_nothing_is_rework_in_history_and_figure_alike() -> None:
    desk = Desk(SHIPPED)
    desk.add(column="backlog")
    for at, column in enumerate(("doing", "shipped", "done"), start=1):
        desk.move("1", column, at)
    assert words(desk)[-1] == "moved from Shipped to Done"
    assert not any("rework" in line for line in words(desk))
    assert rework_moves(desk) == 0


def test_out_of_done_is_rework_in_both() -> None:
    desk = Desk(SHIPPED)
    desk.add(column="backlog")
    for at, column in enumerate(("doing", "shipped", "doing", "done"), start=1):
        desk.move("1", column, at)
    assert words(desk)[3] == "moved from Shipped to Doing (rework: no reason given)"
    assert rework_moves(desk) == 1


steps = st.lists(
    st.tuples(st.sampled_from(COLUMNS), st.sampled_from((None, "defect", "change", "parked", "mistake"))), max_size=12
)


@settings(max_examples=often(80))
@given(steps)
def test_as_many_lines_say_rework_as_the_card_has_rework_moves(moves: list) -> None:
    desk = Desk()
    desk.add()
    for at, (column, reason) in enumerate(moves, start=1):
        desk.give(Move(cards=("1",), column=column, reason=reason), at)
    said = sum("(rework: " in line for line in words(desk))
    assert said == desk.card().flow.rework_moves


def test_every_event_has_a_sentence() -> None:
    desk = Desk()
    desk.add("Weld span 17")
    desk.move("1", DOING, 1)
    desk.move("1", REVIEW, 2)
    desk.move("1", DOING, 3, reason="defect")
    desk.give(Block(cards=("1",), why="crane booked"), 4)
    desk.give(Unblock(cards=("1",)), 5)
    desk.give(Comment(cards=("1",), text="so it is"), 6)
    desk.give(Archive(cards=("1",)), 7)
    assert words(desk) == [
        "created in Backlog",
        "moved from Backlog to Doing",
        "moved from Doing to Review",
        "moved from Review to Doing (rework: defect)",
        "blocked: crane booked",
        "unblocked",
        "said: so it is",
        "archived",
    ]


EVENTS = (
    ev.Created(**STAMP, to=PLACE, rank="i", card=CardFields(title="Weld")),
    ev.Explained(**STAMP, event=1, reason="change"),
    ev.Moved(**STAMP, origin=PLACE, to=PLACE, rank="i"), ev.Edited(**STAMP, field="title", old="a", new="b"),
    ev.Blocked(**STAMP, why="crane"), ev.Unblocked(**STAMP), ev.Commented(**STAMP, text="so it is"),
    ev.Logged(**STAMP, minutes=5), ev.Archived(**STAMP), ev.Restored(**STAMP), ev.KindChanged(**STAMP, to=PLACE),
    ev.Rejudged(**STAMP, places=(PLACE,)), ev.Voided(**STAMP, event=0),
)  # fmt: skip
"""One of each kind; a new kind needs one here."""
OF_A_COLUMN_OR_EARLIER = (ev.Explained, ev.KindChanged, ev.Rejudged, ev.Voided)
"""What is said when these are made is said of the column, or of the event that they are about."""


def test_no_kind_of_event_was_forgotten_in_the_history() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(ev.AnyEvent))
    for event in EVENTS:
        said = sentence(event, EVENTS, {"c": "Doing"}, "UTC")
        assert isinstance(said, Message)
        assert str(said)


def test_no_kind_of_event_was_forgotten_in_what_is_said_when_it_is_made() -> None:
    desk = Desk()
    desk.add()
    for event in EVENTS:
        if not isinstance(event, OF_A_COLUMN_OR_EARLIER):
            assert not str(described(desk.board, {"1": (event,)})).startswith("changed"), event


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (None, "(rework: no reason given)"), ("unspecified", "(rework: no reason given)"),
        ("defect", "(rework: defect)"), ("change", "(rework: change)"), ("parked", "(back: parked)"),
        ("mistake", "(back: mistake)"),
    ],
)  # fmt: skip
def test_a_move_back_says_why_and_whether_it_is_rework(reason, said: str) -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    desk.move("1", DOING, 1, reason=reason)
    assert words(desk)[-1] == f"moved from Review to Doing {said}"


def test_a_reason_that_came_later_stands_at_the_move_and_as_an_event() -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    desk.move("1", DOING, 1)
    desk.give(Explain(cards=("1",), reason="change"), 2)
    assert words(desk)[1:] == [
        "moved from Review to Doing (rework: change)", "gave the reason of the move back: change",
    ]  # fmt: skip


def test_out_of_a_queue_and_within_a_column_nothing_goes_back() -> None:
    desk = Desk()
    for _ in range(2):
        desk.add(column=READY)
    desk.move("1", BACKLOG, 1)
    desk.give(Move(cards=("2",), column=BACKLOG, before="1"), 2)
    desk.give(Move(cards=("1",), column=BACKLOG, before="2"), 3)
    assert words(desk)[1:] == ["moved from Ready to Backlog", "put elsewhere in Backlog"]


def test_over_its_limit_is_said() -> None:
    desk = Desk((*SHIPPED[:1], Column("doing", "Doing", "active", 1), *SHIPPED[2:]))
    for _ in range(2):
        desk.add(column="backlog")
    desk.move("1", "doing", 1)
    desk.move("2", "doing", 2, over_wip=True)
    assert words(desk, "2")[-1] == "moved from Backlog to Doing, over its limit"


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ({"title": "Weld"}, {"title": "Weld 18"}, ['renamed from "Weld span 17" to "Weld"',
                                                   'renamed from "Weld" to "Weld 18"']),
        ({"description": "two passes"}, {"description": ""}, ["changed the description", "took the description off"]),
        ({"estimate": 3.0}, {"estimate": 1.5}, ["estimate set to 3", "estimate changed from 3 to 1.5"]),
        ({"tags": ("a", "b")}, {"tags": ()}, ["tags set to a, b", "tags taken off (was a, b)"]),
        ({"work_package": "1.2.3"}, {"work_package": None},
         ["work package set to 1.2.3", "work package taken off (was 1.2.3)"]),
        ({"due_at": hour(0)}, {"due_at": hour(24)},
         ["due set to Mon 02 Mar 2026 08:00 UTC",
          "due changed from Mon 02 Mar 2026 08:00 UTC to Tue 03 Mar 2026 08:00 UTC"]),
        ({"checklist": (("weld", False),)}, {"checklist": (("weld", True),)},
         ["changed the checklist", "changed the checklist"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_an_edit_says_from_and_to(first: dict, then: dict, said: list[str]) -> None:
    desk = Desk()
    desk.add()
    for at, changes in enumerate((first, then), start=1):
        desk.give(Edit(cards=("1",), changes=changes), at)
    assert words(desk)[1:] == said


def test_an_undo_and_its_redo_are_one_line_and_what_was_undone_is_marked() -> None:
    desk = Desk()
    desk.add()
    desk.move("1", DOING, 1)
    desk.give(Undo(), 2)
    assert words(desk)[1:] == ["moved from Backlog to Doing", "undid: moved from Backlog to Doing"]
    assert [line.counts for line in history(desk.card(), desk.board, "UTC")] == [True, False, True]
    desk.give(Redo(), 3)
    assert words(desk)[1:] == ["moved from Backlog to Doing", "undid and redid: moved from Backlog to Doing"]
    assert [line.counts for line in history(desk.card(), desk.board, "UTC")] == [True, True, True]
    desk.give(Undo(), 4)
    assert words(desk)[1:] == ["moved from Backlog to Doing", "undid: moved from Backlog to Doing"]
    assert [line.at for line in history(desk.card(), desk.board, "UTC")][-1] == hour(4)


@pytest.mark.parametrize("target", [-1, 1, 7], ids=["before the first", "itself", "one that is not there"])
def test_an_undo_of_nothing_is_told_and_ends(target: int) -> None:
    voided = ev.Voided(at=hour(1), by="li", event=target)
    created = ev.Created(at=hour(0), by="li", to=Place("c1", "queue", 0), rank="V", card=ev.CardFields(title="x"))
    assert str(sentence(voided, (created, voided), {}, "UTC")) == "undid something"


def test_a_start_that_is_not_known_is_said() -> None:
    created = ev.Created(
        at=hour(0), by="li", to=Place("c3", "active", 2), rank="V", card=ev.CardFields(title="x"), start_unknown=True
    )
    said = str(sentence(created, (created,), {"c3": "Doing"}, "UTC"))
    assert said == "created in Doing; it was started before its history begins"


def test_a_renamed_column_goes_by_its_name_of_today_and_a_lost_one_by_its_id() -> None:
    desk = Desk()
    desk.add()
    desk.move("1", DOING, 1)
    desk.give(RenameColumn(column=DOING, name="In work"), 2)
    assert words(desk)[-1] == "moved from Backlog to In work"
    moved = ev.Moved(at=hour(1), by="li", origin=Place("x", "queue", 0), to=Place("y", "active", 1), rank="V")
    assert str(sentence(moved, (moved,), {}, "UTC")) == "moved from x to y"


def test_text_of_others_is_cleaned_and_braces_stay() -> None:
    desk = Desk()
    desk.add("{title} \x1b]52;c;x\x07")
    desk.give(Comment(cards=("1",), text="{why} \x1b[31m red"), 1)
    desk.give(Block(cards=("1",), why="{0} crane"), 2)
    desk.give(Edit(cards=("1",), changes={"title": "{new}"}), 3)
    assert words(desk)[1:] == [
        "said: {why} [31m red",
        "blocked: {0} crane",
        'renamed from "{title} ]52;c;x" to "{new}"',
    ]


def test_an_edit_of_a_field_that_is_not_known_is_shown_as_it_is() -> None:
    for old, new, said in ((None, 5, "cost set to 5"), (5, None, "cost taken off (was 5)"), (5, 6, "cost changed")):
        event = ev.Edited(at=hour(1), by="li", field="cost", old=old, new=new)
        assert str(sentence(event, (event,), {}, "UTC")).startswith(said)
    odd = ev.Edited(at=hour(1), by="li", field="estimate", old=None, new="many")
    assert str(sentence(odd, (odd,), {}, "UTC")) == "estimate set to many"
    nothing = ev.Edited(at=hour(1), by="li", field="estimate")
    assert str(sentence(nothing, (nothing,), {}, "UTC")) == "estimate taken off"


def test_a_history_that_cannot_be_read_is_refused_with_the_card() -> None:
    desk = Desk()
    desk.add()
    card = msgspec.structs.replace(desk.card(), history=msgspec.Raw(b"[{}]"))
    with pytest.raises(Refused, match="card 1: its history cannot be read"):
        list(history(card, desk.board, "UTC"))


def test_every_reason_has_a_word() -> None:
    assert set(REASON_WORDS) == {"defect", "change", "parked", "mistake", "unspecified"}


def test_what_was_done_to_the_columns_is_told() -> None:
    desk = Desk()
    desk.add()
    desk.give(AddColumn(name="Paint", kind="active", wip_limit=2), 1)
    new = next(column.id for column in desk.board.columns if column.name == "Paint")
    desk.give(RenameColumn(column=new, name="Painting"), 2)
    desk.give(LimitColumn(column=new, wip_limit=None), 3)
    desk.give(LimitColumn(column=new, wip_limit=4), 4)
    desk.give(LimitColumn(column=new, wip_limit=5), 5)
    desk.give(ShiftColumn(column=READY, by=-1), 6)
    desk.give(DeleteColumn(column=new), 7)
    lines = list(board_history(desk.board))
    assert [str(line.message) for line in lines] == [
        "added column Paint (active, WIP limit 2)",
        "renamed column Paint to Painting",
        "took the WIP limit of Painting off (was 2)",
        "set the WIP limit of Painting to 4",
        "changed the WIP limit of Painting from 4 to 5",
        "put column Ready elsewhere: from place 2 to 1",
        "deleted column Painting",
    ]
    assert [(line.at, line.by) for line in lines] == [(hour(at), "zhang") for at in range(1, 8)]


def test_cards_of_a_deleted_column_and_an_import_are_told() -> None:
    desk = Desk()
    desk.add(column=READY)
    desk.give(DeleteColumn(column=READY, target=BACKLOG), 1)
    (line,) = board_history(desk.board)
    assert str(line.message) == "deleted column Ready; its cards went to Backlog"
    imported = Imported(at=hour(1), by="li", external_id="trello:1", name="Old \x1b[31mboard", cards=1)
    assert str(board_sentence(imported, {})) == "imported 1 card of the board Old [31mboard"


def test_a_card_and_its_refolded_self_read_alike() -> None:
    desk = Desk()
    desk.add()
    desk.move("1", DOING, 1)
    card = refold("1", desk.card().history)
    assert [line.message for line in history(card, desk.board, "UTC")] == [
        line.message for line in history(desk.card(), desk.board, "UTC")
    ]
