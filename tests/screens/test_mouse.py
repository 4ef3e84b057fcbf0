"""Click, double click, wheel and drag; the same commands as the keys. What is seen of it, and what can be clicked."""

from collections.abc import Callable

import pytest
from setting import BACKLOG, DOING, DONE, READY, TITLES, Disk
from terminal import Terminal
from test_mouse_on_heads import blurred

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Archive, Edit, Move

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]
LEFT, HELD, WHEEL_UP, WHEEL_DOWN = 0, 32, 64, 65


@pytest.fixture
def two(disk: Disk) -> Disk:
    disk.give(Move(cards=("5", "6"), column=READY))
    return disk


def at(term: Terminal, title: str) -> tuple[int, int]:
    """Cell of a title."""
    y = term.row_with(title)
    return term.rows[y].index(title) + 2, y


def click(term: Terminal, x: int, y: int) -> None:
    term.mouse(LEFT, x, y)
    term.mouse(LEFT, x, y, up=True)


def drag(term: Terminal, title: str, x: int, y: int, drop: bool = True) -> None:
    start = at(term, title)
    term.mouse(LEFT, *start)
    for step in range(1, 5):
        term.mouse(HELD, start[0] + (x - start[0]) * step // 4, start[1] + (y - start[1]) * step // 4)
    if drop:
        term.mouse(LEFT, x, y, up=True)


def test_click_and_double_click(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    click(term, *at(term, "Sign-off"))
    term.until("▌Sign-off", gone=["▌Weld"])
    term.rest(0.6)
    click(term, *at(term, "Grout"))
    click(term, *at(term, "Grout"))
    term.until("card 3", "Grout joint 9")
    term.press("esc")
    term.until("▌Grout")


def test_the_wheel_moves_the_cursor(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    for _ in range(2):
        term.mouse(WHEEL_DOWN, 5, 10)
    term.until("▌Grout joint 9")
    term.mouse(WHEEL_UP, 5, 10)
    term.until("▌Cast pier 14")


def test_a_drag_moves_to_where_it_is_dropped(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    drag(term, "Cast pier 14", *at(term, "Sign-off"))
    term.until("Ready 3", "▌Cast pier 14")
    above = [TITLES[4], TITLES[1], TITLES[5]]
    term.until(lambda: two.titles(READY) == above)
    drag(term, "Grout joint 9", at(term, "Doing 0/3")[0], 20)
    term.until("Doing 1/3", lambda: two.titles(DOING) == [TITLES[2]])
    drag(term, "Weld span 17", 5, 20)
    term.until(lambda: two.titles(BACKLOG) == [TITLES[3], TITLES[0]])
    term.press("u")
    term.until("undid")


def test_marked_cards_are_dragged_together_and_a_full_column_asks(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    term.press("space", "space", "space", "space")
    term.until("4 marked")
    drag(term, "Cast pier 14", at(term, "Doing 0/3")[0], 20)
    term.until("Doing has no room for 4 more cards (0/3)")
    term.press("enter")
    term.until("Doing 4/3", "moved 4 cards")


def test_esc_cancels_a_drag(two: Disk, terminal: Start) -> None:
    before = two.content()
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    drag(term, "Cast pier 14", 60, 20, drop=False)
    term.rest(0.1)
    term.press("esc")
    term.mouse(LEFT, 60, 20, up=True)
    term.press("j")
    term.rest(0.1)
    drag(term, "Cast pier 14", *(at(term, "Cast")[0] + 1, at(term, "Cast")[1]))
    term.press("?")
    term.until("Help")
    assert two.content() == before, "and one cell is no drag"


def test_a_board_changed_amid_a_drag(two: Disk, terminal: Start) -> None:
    """The card that is dragged is archived by somebody else."""
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    drag(term, "Cast pier 14", 60, 20, drop=False)
    two.give(Archive(cards=("2",)))
    term.until("Backlog 3")
    term.mouse(LEFT, 60, 20, up=True)
    term.until("card 2 is archived", "▌Grout", gone=["Cast pier"])
    term.press("j")
    term.until("▌Align")


@pytest.fixture
def wide(disk: Disk) -> Disk:
    """More columns than a screen shows, and in the last one of them more cards."""
    disk.give(*(Add(title=f"Bolt {n}", column=DONE) for n in range(20)), Move(cards=("2",), column=DOING))
    return disk


def head_of(term: Terminal, name: str) -> tuple[int, int]:
    y = next(y for y, row in enumerate(term.rows) if y and name in row)
    return term.rows[y].index(name) + 1, y


def test_what_is_dragged_is_seen_under_the_pointer_and_its_column_is_marked(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    x, y = at(term, "Doing 0/3")[0], 15
    drag(term, "Cast pier 14", x, y, drop=False)
    term.until(lambda: term.rows[y + 1][x + 1 :].startswith("Cast pier 14"), "› Doing 0/3")
    review = at(term, "Review 0/2")[0]
    term.mouse(HELD, review, y + 2)
    term.until("› Review 0/2", lambda: "Cast pier" in term.rows[y + 3], gone=["› Doing"])
    assert "Cast pier" not in term.rows[y + 1], "it left nothing behind"
    term.mouse(HELD, 79, y + 4)
    term.until(lambda: term.rows[y + 5].endswith("Cast pier 14"))
    term.mouse(HELD, review, 0)
    term.until(gone=["› Review"])
    term.mouse(LEFT, review, 0, up=True)
    term.until(lambda: term.text.count("Cast pier 14") == 1)
    assert two.titles(BACKLOG)[1] == TITLES[1], "above the columns it falls nowhere"


def test_a_wide_title_under_the_pointer_moves_nothing_beside_it(two: Disk, terminal: Start) -> None:
    two.give(Edit(cards=("2",), changes={"title": "焊接焊接焊接"}), Edit(cards=("6",), changes={"title": "压浆料试块"}))
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved", "WIP 0/5")
    y = term.row_with("焊")
    edge = [blurred(row) for row in term.rows]
    drag(term, "焊", 30, y, drop=False)
    for x in range(20, 40):
        term.mouse(HELD, x, y)
        term.rest(0.03)
    term.press("esc")
    term.rest(0.2)
    assert [blurred(row) for row in term.rows] == edge


def test_marked_cards_are_seen_as_so_many(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    term.press("space", "space")
    term.until("2 marked")
    drag(term, "Cast pier 14", at(term, "Doing 0/3")[0], 15, drop=False)
    term.until(lambda: "2 cards" in term.rows[16])


def test_columns_scroll_at_the_edge_and_back_when_esc_lets_go(wide: Disk, terminal: Start) -> None:
    before = wide.content()
    term = terminal(wide.where)
    term.until("▌Cast pier 14", " saved", "Done 20 ›")
    shown = term.rows[2]
    drag(term, "Cast pier 14", 79, 15, drop=False)
    term.until("› Done 20", "‹ Backlog 5")
    term.mouse(HELD, 0, 15)
    term.until("› Backlog 5", "Done 20 ›")
    term.press("esc")
    term.until(lambda: term.rows[2] == shown, "▌Cast pier 14")
    assert wide.content() == before


def test_cards_scroll_at_the_edge_until_the_last(wide: Disk, terminal: Start) -> None:
    term = terminal(wide.where)
    term.until("▌Cast pier 14", " saved", "Done 20 ›")
    drag(term, "Cast pier 14", 79, 15, drop=False)
    term.until("› Done 20")
    x = head_of(term, "Done 20")[0]
    term.mouse(HELD, x, 23)
    term.until("#26", gone=["↓"])
    term.mouse(HELD, x, head_of(term, "Done 20")[1])
    term.until(gone=["↑"])
    term.mouse(HELD, x, at(term, "Bolt 1")[1])
    term.mouse(LEFT, x, at(term, "Bolt 1")[1], up=True)
    term.until("▌Cast pier 14", "Done 21")
    term.until(lambda: wide.titles(DONE)[:3] == ["Bolt 0", "Cast pier 14", "Bolt 1"])


def test_another_screen_amid_a_drag_ends_it(wide: Disk, terminal: Start) -> None:
    before = wide.content()
    term = terminal(wide.where)
    term.until("▌Cast pier 14", " saved", "Done 20 ›")
    drag(term, "Cast pier 14", 79, 15, drop=False)
    term.until("› Done 20")
    term.press("3")
    term.until("roll-up")
    term.mouse(LEFT, 20, 10, up=True)
    term.press("1")
    term.until("▌Cast pier 14", gone=["› Done 20"])
    term.mouse(HELD, 30, 12)
    term.rest(0.4)
    assert term.text.count("Cast pier 14") == 1
    assert wide.content() == before


def test_heads_lead_to_their_columns_those_out_of_view_too(wide: Disk, terminal: Start) -> None:
    term = terminal(wide.where)
    term.until("▌Cast pier 14", " saved", "Done 20 ›")
    click(term, *head_of(term, "Done 20"))
    term.until("▌Bolt 0", "‹ Backlog 5")
    click(term, *head_of(term, "Backlog 5"))
    term.until("▌Weld span 17", "Done 20 ›")
    click(term, *head_of(term, "Doing 1"))
    term.until("▌Cast pier 14")
    drag(term, "Cast pier 14", *head_of(term, "Done 20"), drop=False)
    term.until("[Done 20]")
    term.mouse(LEFT, *head_of(term, "Done 20"), up=True)
    term.until(lambda: wide.titles(DONE)[-1] == TITLES[1])


def test_the_keys_at_the_bottom_are_their_actions(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved", "? help")
    bottom = [("L", lambda: two.column_of(TITLES[0]) == READY), ("undo", lambda: two.column_of(TITLES[0]) == BACKLOG)]
    for text, done in bottom:
        term.until("a add")
        click(term, term.rows[23].index(text), 23)
        term.until(done)
        term.press("k")
    term.until("? help")
    click(term, term.rows[23].index("help") + 3, 23)
    term.until("Help · board")
    click(term, term.rows[23].index("back"), 23)
    term.until("a add", gone=["Help"])
    click(term, term.rows[23].index("add"), 23)
    term.until("add to Backlog")
    term.press("Bolt 9", "enter", "esc")
    term.until("Bolt 9", gone=["add to"])


def test_a_word_of_two_keys_asks_which_and_answers_are_clicked(two: Disk, terminal: Start) -> None:
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved", "? help")
    click(term, term.rows[23].index("move"), 23)
    term.until("move:", "H move left", "L move right")
    click(term, term.rows[23].index("move right"), 23)
    term.until(lambda: two.column_of(TITLES[0]) == READY)
    click(term, *at(term, "Grout joint 9"))
    term.until("▌Grout")
    term.press("x")
    term.until("y archive")
    click(term, term.rows[23].index("keep"), 23)
    term.until(gone=["y archive"])
    term.press("x")
    term.until("y archive")
    click(term, term.rows[23].index("y archive"), 23)
    term.until(lambda: two.board.cards["3"].archived)


def test_answers_of_a_question_in_several_rows(two: Disk, terminal: Start) -> None:
    two.give(Edit(cards=("3",), changes={"title": "Grout " * 30}))
    term = terminal(two.where)
    term.until("▌Weld span 17", " saved")
    click(term, *at(term, "Grout Grout"))
    term.until("▌Grout")
    term.press("x")
    term.until("y archive")
    y = term.row_with("y archive")
    assert y > term.row_with('archive "Grout')
    click(term, term.rows[y].index("y archive") + 2, y)
    term.until(lambda: two.board.cards["3"].archived)


def test_no_mouse(two: Disk, terminal: Start) -> None:
    term = terminal(two.where, "--no-mouse")
    term.until("▌Weld span 17", " saved")
    assert b"\x1b[?1000h" not in term.raw
    assert b"\x1b[?1003h" not in term.raw


def test_the_roll_up_too(two: Disk, terminal: Start) -> None:
    two.give_plan(pm.SetMilestone(id="M1", name="Deck"), pm.SetMilestone(id="M2", name="Piers"))
    term = terminal(two.where, "rollup")
    term.until("M2 Piers")
    term.rest(0.1)
    click(term, *at(term, "M2 Piers"))
    click(term, *at(term, "M2 Piers"))
    term.until("it gates no work package yet", gone=["M1 Deck"])
    term.mouse(WHEEL_DOWN, 5, 10)
    term.mouse(WHEEL_UP, 5, 10)
    term.press("esc")
    term.until("M1 Deck")
