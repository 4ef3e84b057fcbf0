"""Lists of roll-up and timeline at 80 cells and more, with long, wide and hostile names, in both languages."""

import pytest
from crew import DAY, NOW, crew
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Archive, Block
from kanban.commands.plan import SetNode, SetProject
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.changes import Change
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.drivers import WEEKS, DriverState
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.timeline import Timeline, timeline
from kanban.render import milestones, rollup_lists, rollup_table
from kanban.render.card import Span, dated_due, due_words
from kanban.render.time_scale import around
from kanban.render.timeline import heads, legend, line, shape, short_legend
from kanban.render.timeline_words import detail
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE

pytestmark = pytest.mark.any_day

HOSTILE = "\x1b]52;c;cm0=\x07[bold]桥面\u202e铺装 \u2028" + "焊接第十七跨" * 9
OBEYED = set("\x1b\x07\u202e\u2028\n\r")
WIDTHS = [80, 99, 100, 120, 200]


def text(spans: tuple[Span, ...] | list[Span]) -> str:
    shown = "".join(part for part, _ in spans)
    assert not OBEYED & set(shown)
    return shown


@pytest.fixture(scope="module")
def hostile() -> tuple[RollUp, Timeline]:
    """A plan and two boards on which every name that somebody types is hostile."""
    planner = Planner().give(SetProject(name=HOSTILE[:90], timezone="Asia/Shanghai"))
    for code in ("1", "1.1", "1.1.1", "1.2.1"):
        planner.give(SetNode(code=code, name=HOSTILE[:90]))
    for number in range(6):
        planner.milestone(HOSTILE[:90], gates=("1.1",), phase="executing")
        planner.promise(NOW + (number - 2) * 10 * DAY, milestone=f"M{number + 1}")
        planner.promise(NOW + (number - 1) * 10 * DAY, at=DAY, milestone=f"M{number + 1}", why=HOSTILE[:60])
    planner.give(SetEstimate(code="1.1.1", working_days=8)).give(SetEstimate(code="1.2.1", working_days=3))
    planner.give(SetLink(predecessor="1.1.1", successor="1.2.1", lag_working_days=-2))
    planner.give(SetLink(predecessor="bridge/25", successor="M1"))
    desk = crew(ahead=8)
    for number in range(25, 29):
        desk.move(str(number), DOING, NOW - 3 * DAY)
    desk.add(HOSTILE[:90], NOW - 2 * DAY, DOING, work_package="1.1.1", due_at=hour(NOW - DAY))
    desk.give(Block(cards=("33", "26"), why=HOSTILE[:80]), NOW - DAY)
    desk.give(Archive(cards=("32",)), NOW - DAY)
    other = crew("li", "1.2.1")
    rollup = foretold(roll_up(planner.plan, [desk.board, named(other.board, "li")], hour(NOW)))
    return rollup, timeline(rollup, plan_schedule(rollup))


@pytest.mark.parametrize("cells", WIDTHS)
@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_line_of_the_roll_up_has_its_cells(cells, signs, hostile, spoken):
    rollup, _ = hostile
    form = rollup_table.table(cells)
    wide = {width(text(rollup_table.head(form)))}
    wide |= {width(text(rollup_table.line(s, form, "UTC", rollup.as_of, signs))) for s in rollup.milestones}
    assert len(wide) == 1
    assert max(wide) <= cells
    for state in rollup.milestones:
        said = rollup_table.detail(state, "UTC", rollup.as_of, signs, cells, 4)
        assert len(said) <= 4
        assert all(width(text(spans)) <= cells for spans in said)


@pytest.mark.parametrize("cells", WIDTHS)
def test_packages_boards_and_cards_stand_in_columns(cells, hostile, spoken):
    rollup, _ = hostile
    state = rollup.milestones[0]
    first, below, cards = set(), [], set()
    for package in rollup.packages:
        lines = [milestones.package(package, UNICODE, cells)]
        for slug, figures in package.boards:
            lines.append(milestones.board(slug, figures, UNICODE, cells))
            cards |= {width(text(milestones.card(item, rollup.as_of, UNICODE, cells)[0])) for item in figures.cards}
        first |= {width(text(two[0])) for two in lines}
        below += [width(text(two[1])) for two in lines]
    assert len(first) == len(cards) == 1
    assert max(*first, *cards, *below) <= cells
    assert width(milestones.head(rollup, cells)) <= cells or cells == 80
    assert state.figures.blocked


@pytest.mark.parametrize("cells", WIDTHS)
def test_open_cards_stand_under_their_heads(cells, hostile, spoken):
    rollup, _ = hostile
    items = [item for state in rollup.milestones for item in state.figures.cards]
    wide = {width(text(rollup_table.open_card(item, "UTC", rollup.as_of, UNICODE, cells))) for item in items}
    wide.add(width(text(rollup_table.open_card_head("12", cells))))
    assert len(wide) == 1
    assert max(wide) <= cells


def driver(**more) -> DriverState:
    values = {"board": "bridge", "driver": "zhang", "wip": 3, "late": 0, "ageing": 0, "blocked": 0, "finished": 10,
              "reworked": 1, "started_finished": 8}  # fmt: skip
    return DriverState(**(values | more))


@pytest.mark.parametrize("cells", WIDTHS)
def test_drivers_stand_under_their_heads_whatever_they_are_called(cells, spoken):
    states = [driver(), driver(board=HOSTILE, driver=HOSTILE[:30]), driver(board="焊" * 40, driver="焊" * 40),
              driver(wip=99999, late=9999, ageing=123456, blocked=1234567, finished=99999, reworked=9999,
                     started_finished=9999)]  # fmt: skip
    lines = [text(rollup_lists.driver_head(cells)), *(text(rollup_lists.driver_line(state, cells)) for state in states)]
    assert len({width(shown) for shown in lines}) == 1
    assert width(lines[0]) <= cells


def test_a_driver_is_named_once_and_nothing_to_tell_is_left_empty():
    shown = text(rollup_lists.driver_line(driver(driver="bridge"), 80)).split()
    assert shown == ["bridge", "3", f"{10 / WEEKS:.1f}", "12%", "1/8"]
    none = text(rollup_lists.driver_line(driver(started_finished=0, late=2, blocked=1), 80)).split()
    assert none == ["bridge", "·", "zhang", "3", "2", "1", "2.5"]


@pytest.mark.parametrize("cells", WIDTHS)
def test_the_work_breakdown_structure_fits_with_all_the_milestones_that_it_gates(cells, hostile, spoken):
    rollup, _ = hostile
    lines = {code: text(spans) for code, spans in rollup_lists.wbs_lines(rollup, cells)}
    assert list(lines) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1"]
    assert max(map(width, lines.values())) <= cells
    assert "M1" in lines["1.1"]
    assert ("M6" in lines["1.1"]) != ("…" in lines["1.1"][60:]), "what is cut is seen to be cut"
    assert {shown[: shown.index("1")] for shown in lines.values()} == {" ", "   ", "     "}


def change(kind, hostile, **more) -> Change:
    rollup, _ = hostile
    cards = tuple(item for state in rollup.milestones[:1] for item in state.figures.cards)[:5]
    values = {"milestone": "M1", "name": HOSTILE[:90], "at": hour(0), "cards_in": cards, "why": HOSTILE[:60]}
    return Change(kind=kind, **(values | more))


@pytest.mark.parametrize("cells", [40, 80, 200])
@pytest.mark.parametrize(
    "kind",
    ["turned_late", "achieved", "reopened", "baseline_moved", "added", "removed", "scope", "blocked", "finished"],
)
def test_a_change_takes_the_lines_it_needs_and_is_told_to_its_end(kind, cells, hostile, spoken):
    told = change(kind, hostile, from_at=hour(0), to_at=hour(DAY), cards_out=change(kind, hostile).cards_in[:1])
    lines = [text(spans) for spans in rollup_lists.change_lines(told, "UTC", hour(NOW), cells)]
    assert all(width(shown) <= cells for shown in lines)
    words = str(rollup_lists.change_words(told, "UTC", hour(NOW)))
    squeezed = "".join("".join(lines[1:] if len(lines) > 1 else lines).split())
    assert "".join(words.split()) in squeezed


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "turned_late", "at": None}, "its baseline was not known when"),
        ({"kind": "achieved"}, "achieved 02 Mar 08:00"),
        ({"kind": "achieved", "at": None, "to_at": hour(DAY)}, "achieved not known when, baseline 03 Mar 08:00"),
        ({"kind": "baseline_moved", "to_at": hour(DAY), "why": ""}, "03 Mar 08:00"),
        ({"kind": "baseline_moved", "from_at": hour(0), "to_at": hour(DAY), "why": "flood"},
         "from 02 Mar 08:00 to 03 Mar 08:00: flood"),
        ({"kind": "added"}, "no baseline yet"), ({"kind": "added", "to_at": hour(DAY)}, "baseline 03 Mar 08:00"),
    ],
)  # fmt: skip
def test_a_change_says_what_is_known_of_its_dates(more, said):
    told = Change(**({"milestone": "M1", "name": "Deck", "at": hour(0)} | more))
    assert str(rollup_lists.change_words(told, "UTC", hour(DAY))) == said


def test_cards_of_a_change_are_counted_named_up_to_three_and_marked_as_in_or_out():
    desk = Desk()
    for number in range(5):
        desk.add(f"card {number}")
    items = tuple(BoardCard(desk.board, desk.board.cards[str(n)]) for n in range(1, 6))
    told = Change(kind="scope", milestone="M1", name="Deck", cards_in=items, cards_out=items[:1])
    assert str(rollup_lists.change_words(told, "UTC", hour(0))) == (
        "+5 cards: bridge/1 card 0, bridge/2 card 1, bridge/3 card 2 +2, -1 card: bridge/1 card 0"
    )


@pytest.mark.parametrize("cells", [60, *WIDTHS])
@pytest.mark.parametrize("zoom", ["day", "week", "month"])
def test_every_row_of_a_timeline_is_as_wide_as_its_heads(cells, zoom, hostile, spoken):
    _, whole = hostile
    form = shape(cells, whole.rows)
    for begin in (whole.as_of, hour(-99 * DAY), hour(NOW + 99 * DAY)):
        scale = around(begin, zoom, form.chart, whole.timezone)
        shown = [*heads(form, scale, whole.as_of), *(line(row, whole, form, scale, UNICODE) for row in whole.rows)]
        assert {width(text(spans)) for spans in shown} == {cells}


@pytest.mark.parametrize("cells", [40, *WIDTHS])
def test_what_is_said_of_a_row_fits_its_lines(cells, hostile, spoken):
    _, whole = hostile
    for row in whole.rows:
        said = detail(row, whole, "UTC", ASCII, cells, 4)
        assert 1 <= len(said) <= 4
        assert all(width(text(spans)) <= cells for spans in said)


def test_the_signs_of_a_timeline_are_explained_in_both_languages(spoken):
    for signs in (UNICODE, ASCII):
        assert width(short_legend(signs)) <= 80
        explained = dict(legend(signs))
        assert len(explained) == 9
        assert all(str(words) for words in explained.values())


@given(st.lists(st.tuples(st.text(st.sampled_from("ab 焊接"), max_size=30), st.just("")), max_size=8),
       st.integers(20, 90), st.integers(1, 4))  # fmt: skip
def test_parts_are_placed_one_behind_the_other_and_a_part_is_cut_only_in_the_last_line_or_alone(parts, cells, lines):
    parts = [(words.strip(), role) for words, role in parts if words.strip()]
    shown = [text(spans) for spans in rollup_table.placed(parts, cells, lines, UNICODE)]
    assert len(shown) <= lines
    assert all(width(line_) <= cells for line_ in shown)
    whole = " · ".join(shown)
    place = 0
    for words, _ in parts:
        if words not in whole[place:]:
            assert len(shown) == lines or width(words) + 1 > cells
            break
        place = whole.index(words, place)


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (-0.001, "late 4s", "逾期4秒"), (0, "today 08:00", "今天 08:00"), (15, "today 23:00", "今天 23:00"),
        (16, "Tue 00:00", "周二00:00"), (6 * 24, "Sun 08:00", "周日08:00"), (7 * 24, "09 Mar", "03-09"),
        (306 * 24, "2027-01-02", "2027-01-02"), (-49, "late 2.0d", "逾期2.0天"),
    ],
)  # fmt: skip
def test_when_a_card_is_due_is_said_as_near_as_it_is(hours, english, chinese, spoken):
    assert due_words(hour(hours), "UTC", hour(0)) == {"en": english, "zh_CN": chinese}[spoken]


def test_a_due_date_is_shown_with_the_time_that_is_left_or_how_late_it_is():
    desk = Desk()
    desk.add(due_at=hour(48))
    desk.add()
    card, undated = desk.card(), desk.card("2")
    assert dated_due("4 Mar", card, hour(0)) == "4 Mar (2.0d left)"
    assert dated_due("4 Mar", card, hour(48)) == "4 Mar (0s left)"
    assert dated_due("4 Mar", card, hour(50)) == "4 Mar (2.0h late)"
    assert dated_due("-", undated, hour(50)) == "-"
    desk.move("1", DONE, 49)
    assert dated_due("4 Mar", desk.card(), hour(50)) == "4 Mar", "a finished card is not late"
