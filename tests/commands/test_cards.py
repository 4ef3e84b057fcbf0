"""Adding, moving, editing, blocking, commenting, archiving: what is done, and what is said when it is not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.cards import Add, AddMany, Archive, Block, Comment, Edit, Explain, Move, Unblock
from kanban.commands.columns import DeleteColumn
from kanban.commands.outcome import ChangedMeanwhile, OverWip
from kanban.commands.undo import Redo, Undo
from kanban.model.board import DEFAULT_COLUMNS
from kanban.model.fields import CardFields, Item
from kanban.model.lookup import card_named, column_named
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT
from kanban.text.messages import Refused


def lane_of(*titles, column=BACKLOG):
    desk = Desk()
    for title in titles:
        desk.add(title, column=column)
    return desk


def test_a_card_is_numbered_next_and_stands_below_the_others_of_the_first_column():
    desk = lane_of("a", "b", "c")
    assert desk.titles(BACKLOG) == ["a", "b", "c"]
    assert list(desk.board.cards) == ["1", "2", "3"]
    assert str(desk.last.message) == 'added "c" to Backlog'


def test_a_card_may_be_added_on_top():
    desk = lane_of("a", "b")
    desk.add("c", top=True)
    assert desk.titles(BACKLOG) == ["c", "a", "b"]


def test_several_cards_are_one_change_and_one_undo():
    desk = lane_of("a")
    cards = (CardFields(title="b", tags=("steel",)), CardFields(title=" c "), CardFields(title="b"))
    desk.give(AddMany(cards=cards, column=READY))
    assert desk.titles(READY) == ["b", "c", "b"]
    assert list(desk.board.cards) == ["1", "2", "3", "4"]
    assert desk.card("2").tags == ("steel",)
    assert str(desk.last.message) == "added 3 cards to Ready"
    assert {event.rev for i in "234" for event in desk.card(i).events} == {desk.board.head.rev}
    desk.give(Undo())
    assert str(desk.last.message) == "undid: added 3 cards to Ready"
    assert (desk.titles(BACKLOG), desk.titles(READY)) == (["a"], [])
    desk.give(Redo())
    assert desk.titles(READY) == ["b", "c", "b"]
    assert desk.add("d") == "5"


@pytest.mark.parametrize("cards", [(), (CardFields(title="a"), CardFields(title=" "))])
def test_several_cards_are_made_all_or_none(cards):
    desk = lane_of("a")
    before = desk.board
    with pytest.raises(Refused, match="a card needs a title"):
        desk.give(AddMany(cards=cards))
    assert desk.board is before


def test_several_cards_ask_for_leave_once():
    desk = Desk(DEFAULT_COLUMNS)
    cards = tuple(CardFields(title=title) for title in "abcd")
    with pytest.raises(OverWip, match=r"Doing has no room for 4 more cards \(0/3\)"):
        desk.give(AddMany(cards=cards, column=DOING))
    desk.give(AddMany(cards=cards, column=DOING, over_wip=True))
    assert str(desk.last.message) == "added 4 cards to Doing, over its limit of 3"


@pytest.mark.parametrize(
    ("opened", "changes"),
    [({"title": "Weld"}, {"title": "Cast"}), ({"due_at": None}, {"due_at": hour(9)}),
     ({"tags": ()}, {"tags": ("a",), "title": "Lathe"})],
)  # fmt: skip
def test_a_field_that_was_changed_since_it_was_opened_is_not_overwritten(opened, changes):
    desk = lane_of("Weld")
    theirs = {"title": "Lathe", "due_at": hour(5), "tags": ("b",)}
    desk.give(Edit(cards=("1",), changes=theirs))
    before, name = desk.board, next(iter(opened))
    with pytest.raises(ChangedMeanwhile, match="of card 1 was changed meanwhile by zhang") as refused:
        desk.give(Edit(cards=("1",), changes=changes, opened=opened))
    assert (refused.value.field, refused.value.value, refused.value.by) == (name, theirs[name], "zhang")
    assert desk.board is before
    desk.give(Edit(cards=("1",), changes=changes, opened={name: theirs[name]}))
    assert getattr(desk.card(), name) == changes[name]


def test_a_field_that_is_not_edited_or_is_so_already_may_have_changed():
    desk = lane_of("Weld")
    desk.give(Edit(cards=("1",), changes={"title": "Lathe", "estimate": 2.0}))
    desk.give(
        Edit(cards=("1",), changes={"title": "Lathe", "tags": ("a",)}, opened={"title": "Weld", "estimate": None})
    )
    assert (desk.card().tags, desk.card().estimate) == (("a",), 2.0)


def test_a_number_is_never_given_twice():
    desk = lane_of("a", "b")
    desk.give(Undo())
    assert desk.add("c") == "3"
    assert desk.titles(BACKLOG) == ["a", "c"]


def test_everything_said_when_adding_is_on_the_card():
    desk = Desk()
    due = datetime(2026, 4, 1, 17, tzinfo=timezone(timedelta(hours=8)))
    desk.add(" Weld\n span ", description=" long \n text ", work_package="1.2.3", due_at=due, estimate=2.5,
             tags=("steel", " steel ", ""), members=("li",))  # fmt: skip
    card = desk.card()
    assert (card.title, card.description, card.work_package) == ("Weld span", "long \n text", "1.2.3")
    assert (card.due_at, card.due_at.tzinfo) == (datetime(2026, 4, 1, 9, tzinfo=UTC), UTC)
    assert (card.estimate, card.tags, card.members) == (2.5, ("steel",), ("li",))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"title": ""}, "a card needs a title"),
        ({"title": " \x1b\n"}, "a card needs a title"),
        ({"title": "x" * (TITLE_LIMIT + 1)}, "the title has 501 characters, at most 500 are allowed"),
        ({"description": "x" * (TEXT_LIMIT + 1)}, "the description has 100001 characters, at most 100000 are allowed"),
        ({"work_package": "1.2"}, "work package: '1.2' is no WBS code of level 3, such as 1.2.3"),
        ({"work_package": "1.2.3.4"}, "work package: '1.2.3.4' is no WBS code of level 3, such as 1.2.3"),
        ({"work_package": "1.02.3"}, "work package: '1.02.3' is no WBS code of level 3, such as 1.2.3"),
        ({"estimate": 0}, "estimate: 0.0 is not above 0 and at most 1,000,000"),
        ({"estimate": -1}, "estimate: -1.0 is not above 0 and at most 1,000,000"),
        ({"estimate": float("nan")}, "estimate: nan is not above 0 and at most 1,000,000"),
        ({"estimate": float("inf")}, "estimate: inf is not above 0 and at most 1,000,000"),
        ({"due_at": datetime(2026, 4, 1)}, "due: 2026-04-01 00:00:00 has no time zone"),
        ({"column": "c9"}, "column 'c9' is not on board bridge"),
    ],
)
def test_a_card_that_cannot_be_is_refused_in_one_sentence(more, why):
    desk = Desk()
    with pytest.raises(Refused) as refusal:
        desk.give(Add(**{"title": "Weld", **more}))
    assert str(refusal.value) == why
    assert not desk.board.cards


def test_the_longest_title_and_description_are_taken():
    desk = Desk()
    desk.add("x" * TITLE_LIMIT, description="y" * TEXT_LIMIT)
    assert len(desk.card().title) == TITLE_LIMIT
    assert len(desk.card().description) == TEXT_LIMIT


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("title", 5, "title: 5 does not fit: Expected `str`, got `int`"),
        ("title", "", "a card needs a title"),
        ("estimate", "much", "estimate: 'much' does not fit: Expected `float | null`, got `str`"),
        ("due_at", "soon", "due_at: 'soon' does not fit: Invalid RFC3339 encoded datetime"),
        ("tags", "steel", "tags: 'steel' does not fit: Expected `array`, got `str`"),
        ("work_package", "", "work package: '' is no WBS code of level 3, such as 1.2.3"),
        ("history", [], "a card has no field 'history'; it has title, work_package, due_at, estimate, tags, "
                        "members, description, checklist"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_names_field_and_value(field, value, why):
    desk = lane_of("a")
    with pytest.raises(Refused) as refusal:
        desk.give(Edit(cards=("1",), changes={field: value}))
    assert str(refusal.value) == why


def test_an_edit_writes_what_changed_and_nothing_else():
    desk = lane_of("a", "b")
    desk.give(Edit(cards=("1", "2"), changes={"title": "a", "estimate": 3}), 1)
    assert [(e.field, e.old, e.new) for e in desk.card("1").events[1:]] == [("estimate", None, 3.0)]
    assert [(e.field, e.old, e.new) for e in desk.card("2").events[1:]] == [
        ("title", "b", "a"), ("estimate", None, 3.0),
    ]  # fmt: skip
    assert str(desk.last.message) == "edited title, estimate of 2 cards"


def test_a_field_can_be_emptied():
    desk = Desk()
    desk.add(due_at=hour(9), estimate=2, work_package="1.2.3", tags=("x",))
    desk.give(Edit(cards=("1",), changes={"due_at": None, "estimate": None, "work_package": None, "tags": ()}))
    card = desk.card()
    assert (card.due_at, card.estimate, card.work_package, card.tags) == (None, None, None, ())


def test_what_is_typed_into_tags_members_and_checklist_is_cleaned_too():
    desk = lane_of("a")
    evil = "\x1b]52;c;x\x07bolt\n 1"
    changes = {"tags": (evil,), "members": (evil,), "checklist": (Item(evil, True), Item(" \x1b "))}
    desk.give(Edit(cards=("1",), changes=changes))
    card = desk.card()
    assert (card.tags, card.members, card.checklist) == (
        ("]52;c;xbolt 1",), ("]52;c;xbolt 1",), (Item("]52;c;xbolt 1", True),)
    )  # fmt: skip


def test_only_a_card_that_was_moved_back_can_be_explained():
    desk = lane_of("a")
    desk.move("1", DOING)
    with pytest.raises(Refused, match="card 1 has no move back to give a reason for"):
        desk.give(Explain(cards=("1",), reason="defect"))
    desk.move("1", READY, reason="defect")
    before = desk.board
    desk.give(Explain(cards=("1",), reason="defect"))
    assert desk.board is before


def test_a_block_has_a_reason_and_ends_with_unblock():
    desk = lane_of("a")
    desk.give(Block(cards=("1",), why=" crane\n booked "), 1)
    assert (desk.card().flow.blocked_why, desk.card().flow.blocked_at) == ("crane booked", hour(1))
    before = desk.board
    desk.give(Block(cards=("1",), why="crane booked"), 2)
    assert desk.board is before
    desk.give(Block(cards=("1",), why="crane broken"), 3)
    assert (desk.card().flow.blocked_why, desk.card().flow.blocked_at) == ("crane broken", hour(1))
    desk.give(Unblock(cards=("1",)), 4)
    assert (desk.card().flow.blocked_why, desk.card().flow.blocked_at) == ("", None)
    before = desk.board
    desk.give(Unblock(cards=("1",)), 5)
    assert desk.board is before
    assert str(desk.last.message) == '"a": not blocked'


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Block(cards=("1",), why=" \x1b"), "a block needs a reason"),
        (Block(cards=("1",), why="x" * 501), "the reason has 501 characters, at most 500 are allowed"),
        (Comment(cards=("1",), text=" \n"), "a comment has 1 to 100000 characters, not 0"),
        (Comment(cards=("1",), text="x" * 100_001), "a comment has 1 to 100000 characters, not 100001"),
        (Archive(cards=("7",)), "card '7' is not on board bridge"),
        (Move(cards=("1",), column="c9"), "column 'c9' is not on board bridge"),
        (Undo(), "nothing to undo"),
        (Redo(), "nothing to redo"),
    ],
)
def test_what_is_refused_is_told_in_one_sentence_and_changes_nothing(command, why):
    desk = lane_of("a")
    desk.give(DeleteColumn(column=REVIEW))  # ends what can be undone
    before = desk.board
    with pytest.raises(Refused) as refusal:
        desk.give(command)
    assert str(refusal.value) == why
    assert desk.board is before


def test_a_comment_is_kept_in_the_history_without_control_codes():
    desk = lane_of("a")
    desk.give(Comment(cards=("1",), text="first\n\x1b[2Jsecond"))
    assert desk.card().events[-1].text == "first\n[2Jsecond"


def test_an_archived_card_is_off_the_board_and_takes_no_commands_until_undone():
    desk = lane_of("a", "b")
    desk.move("1", DONE)
    desk.give(Archive(cards=("1", "2")), 1)
    assert str(desk.last.message) == "archived 2 cards (1 unfinished: dropped)"
    assert desk.board.cards_in(BACKLOG) == desk.board.cards_in(DONE) == ()
    with pytest.raises(Refused, match="card 1 is archived"):
        desk.move("1", DOING)
    desk.give(Undo(), 2)
    assert (desk.titles(BACKLOG), desk.titles(DONE)) == (["b"], ["a"])


def test_a_card_is_found_by_its_number_or_part_of_its_title():
    desk = lane_of("Weld span 17", "Weld span 18", "Paint rail")
    assert card_named(desk.board, "2").id == card_named(desk.board, "#2").id == "2"
    assert card_named(desk.board, "RAIL").id == "3"
    assert card_named(desk.board, "weld span 17").id == "1"


def test_a_whole_title_beats_a_part_of_one_and_the_board_beats_the_archive():
    desk = lane_of("Weld", "Weld span", "Weld")
    desk.give(Archive(cards=("3",)))
    assert card_named(desk.board, "weld").id == "1"
    assert card_named(desk.board, "3").id == "3"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weld", "card 'weld' could be 1 'Weld 1', 2 'Weld 2', 3 'Weld 3' and 1 more; give the id"),
        ("paint", "card 'paint' is not on board bridge: no such id, and no title contains it"),
        ("", "card '' is not on board bridge: no such id, and no title contains it"),
        ("99", "card '99' is not on board bridge: there is no such id"),
    ],
)
def test_a_card_that_could_be_several_or_none_is_refused(text, why):
    with pytest.raises(Refused) as refusal:
        card_named(lane_of("Weld 1", "Weld 2", "Weld 3", "Weld 4").board, text)
    assert str(refusal.value) == why


def test_a_card_whose_adding_was_undone_is_found_no_more():
    desk = lane_of("a")
    desk.give(Undo())
    for text in ("1", "a"):
        with pytest.raises(Refused, match="is not on board"):
            card_named(desk.board, text)


def test_a_column_is_found_by_id_name_or_part_of_it():
    board = Desk().board
    assert [column_named(board, t).id for t in ("c3", "C3", "doing", "REV", " Done ")] == ["c3", "c3", "c3", "c4", "c5"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("do", "column 'do' could be Doing or Done"),
        ("Test", "column 'Test' is not on board bridge; it has Backlog, Ready, Doing, Review, Done"),
        ("", "column '' is not on board bridge; it has Backlog, Ready, Doing, Review, Done"),
    ],
)
def test_a_column_that_could_be_several_or_none_is_refused(text, why):
    with pytest.raises(Refused) as refusal:
        column_named(Desk().board, text)
    assert str(refusal.value) == why
