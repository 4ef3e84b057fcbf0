"""Links, estimates and the working calendar in a plan's file, and files that are hard to read as TOML."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import hour
from plan_maker import NODES, Planner

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.formats.plan_toml.difference import Change, difference
from kanban.formats.plan_toml.reading import Table, read
from kanban.formats.plan_toml.writing import written
from kanban.formats.toml_keys import DOTS, line_of_many_dots
from kanban.model.calendar import DEFAULT_CALENDAR, Calendar
from kanban.model.links import LINK_TYPES, Link
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
FILE = "plan.toml"
WHOLE = [{"code": code, "name": name} for code, name in NODES]
SHORT_DAYS = {"hours": ["09:00-12:00", "13:00-14:00"]}


def wanted(plan: Plan, prune: bool = False, **document: object) -> list[Change]:
    """What has to be done for a file that holds this, and the plan's nodes where it names no other."""
    return difference(plan, Table(FILE, {"node": WHOLE, **document}), AT, prune)


def words(changes: list[Change]) -> list[str]:
    return [change.words for change in changes]


def applied(plan: Plan, changes: list[Change]) -> Plan:
    return evolve(plan, decide(plan, Signed(ChangePlan(steps=tuple(c.command for c in changes)), "pm", hour(1))))


def node(estimate: object) -> dict[str, object]:
    return {"node": [{"code": "1.1.1", "name": "Girders", "estimate": estimate}]}


def link(**more: object) -> dict[str, object]:
    return {"link": [{"from": "1.1.1", "to": "1.1.2", **more}]}


# Estimates


@pytest.mark.parametrize(
    ("typed", "days"),
    [(5, 5.0), (0.5, 0.5), ("2d", 2.0), ("1.5", 1.5), ("4h", 0.5), ("30m", 0.0625), ("90分", 0.1875), ("3天", 3.0)],
)
def test_an_estimate_is_working_time_of_the_plans_calendar(typed: object, days: float) -> None:
    plan = applied(Planner().plan, wanted(Planner().plan, **node(typed)))
    assert plan.nodes["1.1.1"].estimate_working_days == days
    assert wanted(plan, **node(typed)) == []


def test_hours_are_those_of_the_calendar_that_the_same_file_brings() -> None:
    """With a day of four hours, four hours are a day, before and after the calendar is in force."""
    plan = applied(Planner().plan, wanted(Planner().plan, calendar=SHORT_DAYS, **node("4h"), **link(lag="-2h")))
    assert plan.calendar.minutes_a_day == 240
    assert plan.nodes["1.1.1"].estimate_working_days == 1
    assert plan.links["1.1.1", "1.1.2"].lag_working_days == -0.5
    assert wanted(plan, **node("4h"), **link(lag="-2h")) == []


def test_none_takes_an_estimate_off_and_the_node_without_one_says_nothing_of_it() -> None:
    plan = Planner().give(SetEstimate(code="1.1.1", working_days=5)).plan
    assert words(wanted(plan, **node("none"))) == ["estimate of node 1.1.1: none instead of 5d"]
    assert words(wanted(plan, **node("12h"))) == ["estimate of node 1.1.1: 1.5d instead of 5d"]
    assert wanted(plan) == wanted(plan, **node(5)) == wanted(Planner().plan, **node("none")) == []


# Links


def test_a_link_is_from_finish_to_start_without_lag_unless_the_file_says_more() -> None:
    assert words(wanted(Planner().plan, **link())) == ["link 1.1.1 to 1.1.2: FS"]
    changes = wanted(Planner().plan, **link(type="SS", lag="-4h"))
    assert words(changes) == ["link 1.1.1 to 1.1.2: SS -0.5d"]
    plan = applied(Planner().plan, changes)
    assert words(wanted(plan, **link(type="SS", lag=1))) == ["link 1.1.1 to 1.1.2: SS +1d instead of SS -0.5d"]
    assert words(wanted(plan, **link())) == ["link 1.1.1 to 1.1.2: FS instead of SS -0.5d"]


def test_an_end_may_be_a_milestone_in_any_letters_or_a_card() -> None:
    plan = Planner().milestone().plan
    tables = [{"from": "m1", "to": "1.2.1"}, {"from": "bridge/7", "to": "1.1.1", "type": "FF"}]
    plan = applied(plan, wanted(plan, link=tables))
    assert set(plan.links.values()) == {Link("M1", "1.2.1"), Link("bridge/7", "1.1.1", "FF")}
    with pytest.raises(Refused, match=r"link: M1 to 1\.2\.1 stands in the file twice"):
        wanted(plan, link=[*tables, {"from": "M1", "to": "1.2.1", "type": "SS"}])


pairs = st.sampled_from(
    (("1.1.1", "1.1.2"), ("1.1.1", "1.2.1"), ("1.1.2", "1.2.1"), ("a/1", "1.1.1"), ("1.2.1", "a/2"))
)
links = st.dictionaries(pairs, st.tuples(st.sampled_from(LINK_TYPES), st.sampled_from((0, 1, -2, 0.5))), max_size=5)


@given(links, links, st.booleans())
def test_links_come_to_those_of_the_file_and_others_go_where_it_is_pruned(before, after, prune) -> None:
    planner = Planner()
    for (first, then), (type_, lag) in before.items():
        planner.give(SetLink(predecessor=first, successor=then, type=type_, lag_working_days=lag))
    tables = [{"from": ends[0], "to": ends[1], "type": type_, "lag": lag} for ends, (type_, lag) in after.items()]
    changes = wanted(planner.plan, prune, link=tables)
    plan = applied(planner.plan, changes)
    assert {ends: (known.type, known.lag_working_days) for ends, known in plan.links.items()} == (
        after if prune else before | after
    )
    assert len(changes) == sum(before.get(ends) != said for ends, said in after.items()) + (
        len(before.keys() - after.keys()) if prune else 0
    )


# The calendar


def test_of_the_calendar_only_what_is_named_changes() -> None:
    """What is in no order in the file, or twice, is the same calendar."""
    plan = Planner().give(SetCalendar(
        workdays=("mon", "sat"), hours=("08:00-12:00",), holidays=(date(2026, 10, 1),), extra_workdays=(),
    )).plan  # fmt: skip
    assert wanted(plan) == wanted(plan, calendar={}) == wanted(plan, calendar={"workdays": ["sat", "mon", "sat"]}) == []
    assert wanted(plan, calendar={"holidays": [date(2026, 10, 1)] * 2}) == []
    changes = wanted(plan, calendar={"workdays": ["tue", "mon"], "extra_workdays": [date(2026, 10, 11)]})
    assert words(changes) == ["change the working calendar: workdays, extra workdays"]
    assert applied(plan, changes).calendar == Calendar(
        ("mon", "tue"), ("08:00-12:00",), (date(2026, 10, 1),), (date(2026, 10, 11),)
    )


def test_the_calendar_in_force_is_written_and_the_usual_one_is_not(tmp_path: Path) -> None:
    assert "[calendar]" not in written(Planner().plan)
    plan = applied(Planner().plan, wanted(Planner().plan, calendar=SHORT_DAYS))
    path = tmp_path / FILE
    path.write_text(written(plan), encoding="utf-8")
    assert difference(plan, read(path), AT, prune=True) == []
    assert applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(path), AT)).calendar == plan.calendar != DEFAULT_CALENDAR


LONG = "x" * 50_000


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (node("soon"), "node 1.1.1: estimate: 'soon' is no working time, such as 2d, 1.5d or 4h"),
        (node(True), "node 1.1.1: estimate: 'True' is no working time"),
        (node([1] * 9_000), "node 1.1.1: estimate: '[1, 1, 1, 1,"),
        (node(10**400), "node 1.1.1: estimate: '10000000"),
        (node(AT), "node 1.1.1: estimate: '2026-11-20 08:00:00+00:00' is no working time"),
        (node(LONG), f"node 1.1.1: estimate: '{'x' * 40}' is no working time"),
        (link(lag=10**400), "link 1: lag: '10000000"),
        (link(lag={"days": 2}), "link 1: lag: \"{'days': 2}\" is no working time"),
        (link(type="fs"), "link 1: type: 'fs' is none of FS, SS, FF, SF"),
        (link(type=1), "link 1: type: 1 is no text"),
        (link(type=LONG), f"link 1: type: '{'x' * 40}' is none of FS"),
        (link(kind="FS"), "link 1: 'kind' is no key here; there are from, to, type, lag"),
        ({"link": [{"to": "1.1.1"}]}, "link 1: from is missing"),
        ({"link": [{"from": "1.1.1", "to": " \u202e"}]}, "link 1: to is missing"),
        ({"link": [{"from": LONG, "to": "1"}] * 2}, f"link: {'x' * 59}… to 1 stands in the file twice"),
        ({"calendar": [1]}, "calendar: write it as a table under [calendar]"),
        ({"calendar": {"days": ["mon"]}}, "calendar: 'days' is no key here; there are workdays, hours, holidays"),
        ({"calendar": {"workdays": "mon"}}, "calendar: workdays: 'mon' is no list of texts"),
        ({"calendar": {"workdays": ["mon", 3]}}, "calendar: workdays: ['mon', 3] is no list of texts"),
        ({"calendar": {"workdays": ["Mon"]}}, "calendar: workdays: 'Mon' is none of mon, tue"),
        ({"calendar": {"workdays": []}}, "calendar: workdays: a calendar needs one day of the week at least"),
        ({"calendar": {"hours": []}}, "calendar: hours: a workday needs working hours"),
        ({"calendar": {"hours": ["08:00-12:00", "11:59-13:00"]}}, "calendar: hours: 08:00-12:00 and 11:59-13:00 over"),
        ({"calendar": {"holidays": [AT]}}, "calendar: holidays: [datetime"),
        ({"calendar": {"holidays": ["2026-10-01"]}}, "calendar: holidays: ['2026-10-01'] is no list of dates"),
        ({"calendar": {LONG: 1}}, f"calendar: '{'x' * 59}…' is no key here"),
        ({"node": [{"code": LONG, "name": "a"}]}, f"node {'x' * 59}…: code: 'xxx"),
        ({"node": [{"code": "1", "name": "a", "\x1b[31m": 1}]}, "node 1: '[31m' is no key here"),
        ({"milestone": [{"id": "长" * 9_000, "name": "a", "phase": 1}]}, f"milestone {'长' * 29}…: phase: 1 is no"),
        ({"milestone": [{"id": "M1", "name": "a", "baseline": "长" * 9_000}]}, "milestone M1: baseline: '长长"),
    ],
)  # fmt: skip
def test_one_short_sentence_names_file_place_and_value(document: dict[str, object], said: str) -> None:
    table = Table(FILE, {"node": WHOLE, **document})
    with pytest.raises(Refused) as refused:
        difference(Planner().plan, table, AT)
    sentence = str(refused.value)
    assert sentence.startswith(f"{FILE}: {said}")
    assert sentence.isprintable()
    assert len(sentence) < 320


# Hard to read


@pytest.fixture
def file(tmp_path: Path):
    """Writes a plan file; its path."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / FILE
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


DOTTED = "." * (DOTS + 1)


@pytest.mark.parametrize(
    "text",
    [
        '\ufeffproject = "Bridge"\n', 'project = "Bridge"\r\n',
        f'# {DOTTED}\nproject = "Bridge"\n', f'project = "Bridge" # {DOTTED}\n',
        f'project = "Bridge"\n[[node]]\ncode = "1"\nname = "{DOTTED}"\n',
        f"project = 'Bridge'\n[[node]]\ncode = '1'\nname = '{DOTTED} \"'\n",
        f'project = "Bridge"\n[[node]]\ncode = "1"\nname = """a\n{DOTTED} \\""" "" {DOTTED}\n"""\n',
        f"project = 'Bridge'\n[[node]]\ncode = '1'\nname = '''a\n{DOTTED} ''\n{DOTTED}\n'''''\n",
    ],
)  # fmt: skip
def test_what_other_programs_write_around_a_plan_does_not_matter(file, text: str) -> None:
    """A byte order mark as Windows writes it, dots in a comment or in a text of several lines."""
    assert words(difference(EMPTY_PLAN, read(file(text)), AT))[0] == 'project: "Bridge"'


KEY = ".".join("a" * (DOTS + 2))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{KEY} = 1\n", 1), (f"\n\n[{KEY}]\n", 3), (f'"#".{KEY} = 1\n', 1), (f'"\\"#".{KEY} = 1\n', 1),
        (f"x = [\"\"\"a\"\"\"\", {{ {KEY} = 1 }}, \"\"]\n", 1), (f"x = ['''a''''', {{ {KEY} = 1 }}, '']\n", 1),
        (f'# "\n{KEY} = 1 # "\n', 2), (f'x = """\n\n"""\n{KEY} = 1\n', 4), (f"x = '\\'\n{KEY} = 1\n", 2),
        (f'x = "a\u2028b"\n{KEY} = 1\n', 2), (f'x = "not closed\n{KEY} = 1\n', 2),
    ],
)  # fmt: skip
def test_a_key_of_many_parts_is_refused_by_its_line_wherever_it_hides(file, text: str, line: int) -> None:
    with pytest.raises(Refused, match=f"line {line}: more than {DOTS} dots, which no key of a plan has"):
        read(file(text))


pieces = st.sampled_from(
    ('"', "'", '"""', "'''", "\\", "#", "\n", "a = ", KEY, f"\n{KEY} = 1\n", "[", "{", ", ", "]", "}")
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_of_what_is_toml_no_key_of_many_parts_is_overlooked(text: str) -> None:
    """By the parser's own understanding of the file, not by a second reading of its text."""
    try:
        document = tomllib.loads(text)
    except ValueError:
        return
    assert line_of_many_dots(text) is not None or _deepest(document) <= DOTS + 1


def _deepest(value: object) -> int:
    if isinstance(value, list):
        return max(map(_deepest, value), default=0)
    return 1 + max(map(_deepest, value.values()), default=0) if isinstance(value, dict) else 0


def test_a_key_that_is_very_long_is_cut_in_the_sentence(file) -> None:
    with pytest.raises(Refused, match=f"^{file('')}: '{'x' * 59}…' is no key here; there are project, timezone"):
        read(file(f"{LONG} = 1\n"))


def test_the_mark_of_a_merge_is_on_the_line_that_an_editor_counts(file) -> None:
    """A line separator within a text ends no line of the file; a return before its end is a part of that."""
    with pytest.raises(Refused, match="line 2: ======= is the mark of a merge"):
        read(file('project = "a\u2028b\x85c"\n=======\n'))
    with pytest.raises(Refused, match="line 2: ======= is the mark of a merge"):
        read(file('project = "a"\r\n=======\r\n'))
