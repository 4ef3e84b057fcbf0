"""The roll-up's table at any width: nothing that matters is cut, columns stand under each other."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, READY, Desk, hour
from plan_maker import Planner, deck, named

from kanban.commands.cards import Add, Archive, Block, Edit
from kanban.metrics.rollup.changes import KINDS, changes
from kanban.metrics.rollup.drivers import driver_states
from kanban.metrics.rollup.milestones import MilestoneState, RollUp, roll_up
from kanban.metrics.rollup.open_cards import open_cards
from kanban.render import milestones as words
from kanban.render import rollup_lists as lists
from kanban.render import rollup_table as table
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE

DAY = 24
NOW = hour(5 * DAY)


@pytest.fixture
def desk() -> Desk:
    """Four cards: done, late, blocked, waiting."""
    desk = Desk()
    desk.add("girder 1", work_package="1.1.1", column=DOING)
    desk.add("girder 2 焊接", work_package="1.1.1", column=DOING, due_at=hour(3 * DAY))
    desk.add("\x1b[31mgirder 3", work_package="1.1.1", column=DOING, at=DAY)
    desk.add("girder 4", work_package="1.1.2", due_at=hour(9 * DAY))
    desk.move("1", DONE, 2 * DAY)
    desk.give(Block(cards=("3",), why="crane booked"), 4 * DAY)
    return desk


def rolled(planner: Planner, *desks: Desk, at: float = 5 * DAY) -> RollUp:
    return roll_up(planner.plan, [desk.board for desk in desks], hour(at))


def text(spans) -> str:
    return "".join(part for part, _ in spans)


def line(state: MilestoneState, cells: int = 80, signs=UNICODE) -> str:
    return text(table.line(state, table.table(cells), "UTC", NOW, signs)).rstrip()


def test_a_late_milestone_in_eighty_cells(desk):
    (state,) = rolled(deck(4 * DAY), desk).milestones
    assert text(table.head(table.table(80))).split() == [
        "milestone",
        "status",
        "due",
        "in",
        "baseline",
        "done",
        "P85",
        "slip",
    ]
    assert line(state) == " ✗ M1 Deck                 late           -1.0d 06 Mar       1/4 …         +1.0d"


def test_one_of_another_year_shows_that_year_and_one_without_date_nothing(desk):
    (later,) = rolled(deck(459 * DAY), desk).milestones
    assert line(later).split()[4:6] == ["454d", "2027-06"]
    (never,) = rolled(Planner().milestone(), desk).milestones
    assert line(never).split() == ["○", "M1", "Deck", "open", "1/4", "…"]


def test_wider_screens_show_more_and_nothing_moves_elsewhere(desk):
    (state,) = rolled(deck(4 * DAY), desk).milestones
    before = ""
    for cells in (80, 100, 120, 160, 200):
        head = text(table.head(table.table(cells))).split()
        assert head[: len(before.split())] == before.split()
        before = " ".join(head)
    assert {"blocked", "rework", "scope", "was", "completion", "phase", "drivers"} <= set(before.split())
    assert "zhang" in line(state, 200)


@given(st.integers(20, 250), st.text(max_size=40), st.sampled_from([UNICODE, ASCII]))
def test_head_and_lines_have_the_same_cells_whatever_the_name(cells, name, signs):
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    planner = Planner().milestone(name=f"x{name}".replace("\x00", "")).promise(4 * DAY)
    (state,) = rolled(planner, desk).milestones
    shape = table.table(cells)
    row = text(table.line(state, shape, "UTC", NOW, signs))
    assert width(row) == width(text(table.head(shape)))
    assert width(row) <= max(cells, 65)
    assert "\x1b" not in row


def test_the_pane_says_why_in_as_many_lines_as_it_has(desk):
    planner = deck(3 * DAY).promise(4 * DAY, at=DAY, why="steel is late")
    (state,) = rolled(planner, desk).milestones
    for lines in (2, 3, 4):
        said = [text(one) for one in table.detail(state, "UTC", NOW, UNICODE, 80, lines)]
        assert len(said) <= lines
        assert all(width(one) <= 80 for one in said)
    first, second, third = said[:3]
    assert first == " M1 Deck · baseline 06 Mar 08:00, was 05 Mar 08:00, version 2: steel is late"
    assert second == " late: past its baseline, 3 open · has 0.2 a week"
    assert third == " ■ 1 blocked, longest 1.0d: bridge/3 [31mgirder 3 (crane booked) · rework 0% 0/1"


def test_the_pane_names_the_year_of_a_baseline_of_another_year(desk):
    planner = deck(3 * DAY).promise(400 * DAY, at=DAY, why="steel is late")
    (state,) = rolled(planner, desk).milestones
    first = text(table.detail(state, "UTC", NOW, UNICODE, 100, 2)[0])
    assert first == " M1 Deck · baseline 06 Apr 2027 08:00, was 05 Mar 08:00, version 2: steel is late"


def test_how_many_cards_were_newly_blocked_is_told_before_their_names(desk):
    planner = deck(20 * DAY)
    then = rolled(planner, desk)
    extra = [desk.add(f"girder {number} of the northern span", work_package="1.1.1") for number in range(5)]
    desk.give(Block(cards=tuple(extra), why="no crane"), 6 * DAY)
    told = [change for change in changes(then, rolled(planner, desk, at=7 * DAY)) if change.kind == "blocked"]
    said = "\n".join(text(one) for one in lists.change_lines(told[0], "UTC", NOW, 80))
    assert "5 cards: bridge/" in said


def test_in_the_shell_a_change_is_told_to_its_end(desk):
    planner = deck(20 * DAY)
    then = rolled(planner, desk)
    why = "the crane is booked until the road over the pass is open again, which nobody can say before Friday"
    planner.promise(25 * DAY, at=6 * DAY, why=f"{why} 焊接")
    (moved,) = (c for c in changes(then, rolled(planner, desk, at=7 * DAY)) if c.kind == "baseline_moved")
    lines = [text(one) for one in lists.change_lines(moved, "UTC", NOW, 60)]
    assert all(width(line) <= 60 for line in lines)
    assert f"{why} 焊接" in " ".join(line.strip() for line in lines)
    assert len(lists.change_lines(moved, "UTC", NOW, 300)) == 1


def test_the_pace_stands_beside_what_is_needed(desk):
    (state,) = rolled(deck(12 * DAY), desk).milestones
    assert state.pace is not None
    assert (state.pace.needed_per_week, state.pace.finished_per_week) == (3.0, 0.25)
    assert "needs 3.0 a week, has 0.2" in text(table.detail(state, "UTC", NOW, UNICODE, 120, 3)[1])


def test_open_cards_stand_worst_first_late_before_blocked_before_the_rest(desk):
    (state,) = rolled(deck(4 * DAY), desk).milestones
    rows = [table.open_card(item, "UTC", NOW, UNICODE, 80) for item in open_cards(state.figures.cards, NOW)]
    assert [text(row).split()[0] for row in rows] == ["bridge/2", "bridge/3", "bridge/4"]
    late, blocked, waiting = map(text, rows)
    assert late.endswith(" Doing       late 2.0d     5.0d")
    assert "■ crane booked" in blocked
    assert waiting.endswith(" Backlog     Wed 08:00         ")
    assert {width(text(row)) for row in rows} == {80}
    assert "\x1b" not in blocked


@pytest.mark.parametrize("cells", [40, 80, 200])
def test_head_and_cards_stand_under_each_other(cells, desk):
    (state,) = rolled(deck(4 * DAY), desk).milestones
    item = state.figures.cards[0]
    head = text(table.open_card_head("3 open", cells))
    row = text(table.open_card(item, "UTC", NOW, UNICODE, cells))
    assert width(head) == width(row)
    assert head.index("column") == row.index("Done")


# Orders

seconds = st.one_of(st.none(), st.integers(-400, 400))


@given(st.lists(st.tuples(seconds, seconds, st.sampled_from([(), ("1.1",), ("1.2", "1.1.1")])), max_size=8))
def test_every_order_holds_over_what_may_be_missing(plans):
    """No baseline, signed off or not, without gates: in any mixture."""
    planner = Planner()
    for number, (due, achieved, gates) in enumerate(plans, start=1):
        planner.milestone(name=f"m{number}", gates=gates)
        if due is not None:
            planner.promise(due, milestone=f"M{number}")
        if achieved is not None:
            planner.sign_off(min(achieved, 100), at=500, milestone=f"M{number}")
    states = rolled(planner, at=600).milestones
    for order in words.ORDERS:
        ids = [state.milestone.id for state in words.ordered(states, order)]
        assert sorted(ids) == sorted(state.milestone.id for state in states)
        assert sorted(m.milestone.id for _, some in words.groups(states, order) for m in some) == sorted(ids)
    slips = [state.slip_seconds for state in words.ordered(states, "slip")]
    known = [slip for slip in slips if slip is not None]
    assert slips == sorted(known, reverse=True) + [None] * (len(slips) - len(known))


# Lists beside it


def test_a_driver_who_needs_help_stands_first(desk):
    calm = Desk()
    for n in range(3):
        calm.move(calm.add(column=DOING, at=n), DONE, n + 1)
    boards = [named(calm.board, "an"), named(desk.board, "zhang")]
    first, second = driver_states([(board, NOW) for board in boards], "UTC")
    assert (first.board, first.wip, first.late, first.blocked, first.finished) == ("zhang", 2, 1, 1, 1)
    assert (second.board, second.finished, second.started_finished, second.reworked) == ("an", 3, 3, 0)
    assert text(lists.driver_line(first, 80)).split() == ["zhang", "2", "1", "1", "0.2", "0%", "0/1"]
    assert width(text(lists.driver_head(80))) == width(text(lists.driver_line(first, 80)))


def test_the_wbs_counts_what_lies_below_a_node(desk):
    rollup = rolled(deck(4 * DAY), desk)
    said = {code: text(spans).split() for code, spans in lists.wbs_lines(rollup, 80)}
    assert list(said) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1"]
    assert said["1.1"] == ["1.1", "Deck", "1/4", "gates", "M1"]
    assert said["1.1.2"] == ["1.1.2", "Rails", "0/1"]
    assert said["1.2"] == ["1.2", "Piers"]


# What changed


def kinds(then: RollUp, now: RollUp) -> list[str]:
    return [change.kind for change in changes(then, now)]


def test_nothing_changed_between_a_moment_and_itself(desk):
    rollup = rolled(deck(4 * DAY), desk)
    assert changes(rollup, rollup) == ()


def test_everything_that_can_change_is_told_once_in_its_order(desk):
    planner = deck(6 * DAY).milestone(name="Piers", gates=("1.2",)).promise(20 * DAY, milestone="M2")
    planner.milestone(name="Rails", gates=("1.1.2",)).promise(30 * DAY, milestone="M3").promise(7 * DAY, milestone="M1")
    then = rolled(planner, desk)
    desk.give(Add(title="pile 1", work_package="1.2.1"), 5.5 * DAY)
    desk.give(Edit(cards=("2",), changes={"work_package": "1.2.1"}), 5.5 * DAY)
    desk.move("4", DOING, 6 * DAY)
    desk.move("4", DONE, 7 * DAY)
    desk.give(Block(cards=("2",), why="no crew"), 7 * DAY)
    planner.promise(25 * DAY, at=6 * DAY, milestone="M2", why="floods").milestone(name="Paint", at=8 * DAY)
    now = rolled(planner, desk, at=9 * DAY)
    told = changes(then, now)
    assert [(change.kind, change.milestone) for change in told] == [
        ("turned_late", "M1"), ("achieved", "M3"), ("baseline_moved", "M2"), ("added", "M4"), ("scope", "M1"),
        ("scope", "M2"), ("blocked", "M2"), ("finished", "M1"), ("finished", "M3"),
    ]  # fmt: skip
    moved = told[2]
    assert (moved.from_at, moved.to_at, moved.why) == (hour(20 * DAY), hour(25 * DAY), "floods")
    said = {change.kind + change.milestone: str(lists.change_words(change, "UTC", NOW)) for change in told}
    assert said["baseline_movedM2"] == "from 22 Mar 08:00 to 27 Mar 08:00: floods"
    assert said["scopeM1"] == "-1 card: bridge/2 girder 2 焊接"
    assert said["blockedM2"] == "1 card: bridge/2 girder 2 焊接 (no crew)"
    assert said["achievedM3"] == "achieved 09 Mar 08:00, baseline 01 Apr 08:00"
    assert set(lists.CHANGE_HEADS) == set(KINDS)


def test_what_was_achieved_and_is_open_again_and_what_was_removed_is_told(desk):
    other = Desk()
    other.move(other.add(work_package="1.1.1", column=DOING), DONE, DAY)
    planner = deck(4 * DAY)
    then = rolled(planner, other, at=2 * DAY)
    other.move("1", READY, 3 * DAY, reason="defect")
    assert kinds(then, rolled(planner, other, at=3.5 * DAY)) == ["reopened"]
    planner.remove(at=3.5 * DAY)
    assert kinds(then, rolled(planner, other, at=3.5 * DAY)) == ["removed"]


def test_a_dropped_card_left_the_scope(desk):
    planner = deck(40 * DAY)
    then = rolled(planner, desk)
    desk.give(Archive(cards=("4",)), 6 * DAY)
    (scope,) = changes(then, rolled(planner, desk, at=6 * DAY))
    assert (scope.kind, [item.card.id for item in scope.cards_out]) == ("scope", ["4"])


@pytest.mark.parametrize("cells", [80, 120, 200])
def test_no_count_is_cut_however_many_cards_there_are(desk, cells):
    (state,) = rolled(deck(4 * DAY), desk).milestones
    many = msgspec.structs.replace(state, figures=msgspec.structs.replace(state.figures, done=2700, total=14500))
    shape = table.table(cells, [state, many])
    shown = [text(table.line(one, shape, "UTC", NOW, UNICODE)) for one in (state, many)]
    assert shown[0].index("1/4") + len("1/4") == shown[1].index("2700/14500") + len("2700/14500")
    assert {width(line_) for line_ in (*shown, text(table.head(shape)))} == {width(text(table.head(shape)))}
    assert width(shown[0]) <= cells
