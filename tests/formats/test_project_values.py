"""Microsoft Project's values, one by one: durations, lags, dates, switches, calendars of every version."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.formats.mspdi.calendar import calendar_of
from kanban.formats.mspdi.plan import ProjectPlan, read_project
from kanban.formats.mspdi.values import Project, load
from kanban.formats.mspdi.xml_file import Element, read
from kanban.model.calendar import WEEKDAYS
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

SPANS = (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))


def tag(name: str, value: object) -> str:
    return f"<{name}>{value}</{name}>"


def task(uid: int, level: int = 1, more: str = "", **fields: object) -> str:
    values = {"UID": uid, "Name": f"t{uid}", "OutlineLevel": level, **fields}
    return tag("Task", "".join(tag(name, value) for name, value in values.items() if value is not None) + more)


def follows(uid: int, **fields: object) -> str:
    return tag("PredecessorLink", tag("PredecessorUID", uid) + "".join(tag(n, v) for n, v in fields.items()))


def weekday(number: int, working: int = 1, spans: tuple[tuple[str, str], ...] = SPANS, more: str = "") -> str:
    times = "".join(tag("WorkingTime", tag("FromTime", a) + tag("ToTime", b)) for a, b in spans)
    return tag("WeekDay", tag("DayType", number) + tag("DayWorking", working) + tag("WorkingTimes", times) + more)


WEEK = "".join(weekday(number) for number in range(2, 7))


class Folder:
    """Writes projects and reads them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bridge.xml"

    def write(self, *tasks: str, head: str = "", week: str = WEEK, exceptions: str = "") -> Path:
        calendar = tag("UID", 1) + tag("WeekDays", week) + tag("Exceptions", exceptions)
        self.path.write_text(
            f"<Project>{head}<CalendarUID>1</CalendarUID><Calendars>{tag('Calendar', calendar)}</Calendars>"
            f"<Tasks>{''.join(tasks)}</Tasks></Project>", encoding="utf-8",
        )  # fmt: skip
        return self.path

    def load(self, *tasks: str, **more: str) -> Project:
        return load(self.write(*tasks, **more))

    def plan(self, *tasks: str, **more: str) -> ProjectPlan:
        return read_project(self.write(*tasks, **more))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT8H0M0S", 480), ("PT0H0M0S", 0), ("PT36H30M0S", 2190), ("P2DT4H0M0S", 3120), ("PT90M", 90), ("PT30S", 0.5),
        ("PT1H0M0.75S", 60), ("PT", 0), (None, None), ("", None),
    ],
)  # fmt: skip
def test_a_duration_is_minutes(folder: Folder, text: str | None, minutes: float | None) -> None:
    """As XML Schema writes durations; Project writes `PT8H0M0S`."""
    assert folder.load(task(1, Duration=text)).tasks[0].minutes == minutes


@pytest.mark.parametrize("text", ["8", "P1Y", "P1M", "PT-8H", "-PT8H", "PT8H0M0S ago", "P8H", "ＰＴ8H", "PT８H"])
def test_what_is_no_duration_is_refused(folder: Folder, text: str) -> None:
    with pytest.raises(Refused, match=r"bridge\.xml: Tasks\.Task 1\.Duration: '.*' is no duration$"):
        folder.load(task(1, Duration=text))


@pytest.mark.parametrize(
    ("lag", "lag_format", "days"),
    [
        (4800, 7, 1.0), (4800, None, 1.0), (-2400, 5, -0.5), (24000, 9, 5.0), (14400, 8, 0.714286),
        (14400, 40, 0.714286),
        (50, 19, 1.0), (-25, 20, -0.5), (100, 51, 2.0), (0, 7, 0.0),
    ],
)  # fmt: skip
def test_a_lag_is_tenths_of_a_minute_or_a_part_of_the_duration(folder: Folder, lag, lag_format, days) -> None:
    """The Project XML schema: LinkLag and LagFormat; 8 is elapsed days, 19 percent. The predecessor takes two days."""
    more = {"LagFormat": lag_format} if lag_format else {}
    plan = folder.plan(task(1, Duration="PT16H0M0S"), task(2, more=follows(1, LinkLag=lag, **more)))
    (link,) = plan.table.values["link"]
    assert link == {"from": "1.1.1", "to": "2.1.1", "type": "FS", "lag": days}


@pytest.mark.parametrize(("number", "type_"), [*enumerate(("FF", "FS", "SF", "SS"))])
def test_the_types_of_links(folder: Folder, number: int, type_: str) -> None:
    plan = folder.plan(task(1), task(2, more=follows(1, Type=number)))
    assert [link["type"] for link in plan.table.values["link"]] == [type_]


def test_links_that_no_plan_can_have_are_counted(folder: Folder) -> None:
    """To nothing, to a summary, a second one of the same two, one of a hundred years, a percentage of no duration."""
    plan = folder.plan(
        task(1, Summary=1), task(2, 2, Duration=None),
        task(3, 2, more=follows(2) + follows(2, Type=3) + follows(9) + follows(1)),
        task(4, 2, more=follows(3, LinkLag=4800 * 10_001) + follows(2, LinkLag=50, LagFormat=19)),
    )  # fmt: skip
    assert [(link["from"], link["to"], link["lag"]) for link in plan.table.values["link"]] == [
        ("1.1.1", "1.2.1", 0.0), ("1.1.1", "1.3.1", 0.0),
    ]  # fmt: skip
    assert str(plan.left_out[0]).startswith("4 links of tasks that are no work packages")


def test_switches_and_defaults(folder: Folder) -> None:
    plain, odd = folder.load(
        task(1, None), task(2, 3, Name="", Active=0, Milestone=1, Summary=1, ConstraintType=4, DurationFormat=8)
    ).tasks  # fmt: skip
    assert (plain.level, plain.is_active, plain.is_milestone, plain.is_summary) == (1, True, False, False)
    assert (plain.has_constraint, plain.is_elapsed, plain.links, plain.baselines) == (False, False, (), {})
    assert (odd.name, odd.level, odd.is_active, odd.is_milestone, odd.is_summary) == ("Task 2", 3, False, True, True)
    assert (odd.has_constraint, odd.is_elapsed) == (True, True)
    assert [folder.load(task(1, ConstraintType=n)).tasks[0].has_constraint for n in range(8)] == [False] * 2 + [
        True
    ] * 6


def test_baselines_by_their_number_as_the_clock_on_the_wall_has_them(folder: Folder) -> None:
    finishes = {"": "2026-12-05T17:00:00", "3": "2026-12-06T17:00:00+08:00", "4": "NA", "5": ""}
    more = "".join(tag("Baseline", (tag("Number", n) if n else "") + tag("Finish", f)) for n, f in finishes.items())
    assert folder.load(task(1, more=more)).tasks[0].baselines == {
        0: datetime(2026, 12, 5, 17), 3: datetime(2026, 12, 6, 17),
    }  # fmt: skip


def test_rows_that_are_empty_and_the_project_itself_are_no_tasks(folder: Folder) -> None:
    project = folder.load(
        task(0, 0, Name="Top"), task(1), task(2, IsNull=1), "<Task><UID>3</UID><ID>3</ID></Task>", "<Task/>"
    )
    assert [one.uid for one in project.tasks] == [1]
    assert project.name == "Top"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<Title>Bridge</Title><Name>b.mpp</Name>", "Bridge"), ("<Title> </Title><Name>deck.xml</Name>", "deck"),
        ("<Name>deck.mpp</Name>", "deck"), ("<Name>deck.mppx</Name>", "deck.mppx"), ("", "Top"),
        (f"<Title>{'长' * 600}</Title>", "长" * 500), ("<Title>a\n\tb\u202e</Title>", "a b"),
    ],
)  # fmt: skip
def test_the_project_is_called_by_title_file_or_top_task(folder: Folder, head: str, name: str) -> None:
    assert folder.load(task(0, 0, Name="Top"), head=head).name == name


def test_an_outline_may_leave_levels_out_and_go_deeper_than_a_plan(folder: Folder) -> None:
    plan = folder.plan(
        task(1, 2), task(2, 5), task(3, 4), task(4, 9), task(5, 12, Duration="PT8H0M0S"), task(6, 1),
        task(7, 1, Active=0), task(8, 2, Milestone=1),
    )  # fmt: skip
    assert [node["code"] for node in plan.table.values["node"]] == [
        "1",
        "1.1",
        "1.1.1",
        "1.2",
        "1.2.1",
        "2",
        "2.1",
        "2.1.1",
    ]
    assert [m["id"] for m in plan.table.values["milestone"]] == ["MS8"]
    assert [str(line) for line in plan.left_out[:3]] == [
        "1 task below level 3: a driver's card", "1 inactive task",
        "the date of 1 milestone that has no baseline (Baseline 0)",
    ]  # fmt: skip


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12))
def test_nodes_are_numbered_as_an_outline_is_by_hand(tmp_path_factory, levels: list[int]) -> None:
    """A task lies under the last one before it that is less deep; numbers count those that lie beside each other."""
    paths: list[tuple[int, tuple[int, ...]]] = []
    for level in levels:
        parents = [path for at, path in paths]
        above = next((path for at, path in reversed(paths) if at < level and _is_open(at, level, paths, path)), ())
        number = 1 + sum(path[:-1] == above for path in parents)
        paths.append((level, (*above, number)))
    plan = Folder(tmp_path_factory.mktemp("outline")).plan(*(task(n, at, Summary=1) for n, at in enumerate(levels, 1)))
    assert [node["code"] for node in plan.table.values["node"]] == [
        ".".join(map(str, path)) for _, path in paths if len(path) <= 3
    ]


def _is_open(at: int, level: int, paths: list[tuple[int, tuple[int, ...]]], path: tuple[int, ...]) -> bool:
    """Whether no task behind this one, up to the present, is as little deep or less."""
    behind = paths[paths.index((at, path)) + 1 :]
    return all(other > at for other, _ in behind)


# Calendars


def calendar(folder: Folder, week: str = WEEK, exceptions: str = "") -> Element | None:
    return folder.load(task(1), week=week, exceptions=exceptions).calendar


def times(begin: str, end: str, working: int = 0, more: str = "") -> str:
    period = tag("TimePeriod", tag("FromDate", begin) + tag("ToDate", end))
    return tag("Exception", period + tag("DayWorking", working) + more)


def test_days_are_numbered_from_sunday(folder: Folder) -> None:
    for number, day in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"), start=1):
        known = calendar_of(calendar(folder, weekday(number) + weekday(8) + weekday(9)))
        assert known.calendar is not None
        assert known.calendar.workdays == (day,)
        assert known.left_out == ()


def test_all_day_is_until_midnight_and_the_hours_are_those_of_most_days(folder: Folder) -> None:
    whole = (("00:00:00", "00:00:00"),)
    known = calendar_of(calendar(folder, WEEK + weekday(7, spans=whole) + weekday(1, spans=())))
    assert known.calendar is not None
    assert (known.calendar.workdays, known.calendar.hours) == (WEEKDAYS, ("08:00-12:00", "13:00-17:00"))
    assert [str(line) for line in known.left_out] == ["hours of sat, sun that differ from those of the other workdays"]
    known = calendar_of(calendar(folder, weekday(2, spans=whole)))
    assert known.calendar is not None
    assert known.calendar.hours == ("00:00-24:00",)


def test_exceptions_as_older_and_newer_files_write_them(folder: Folder) -> None:
    """Before Project 2007 an exception is a day of the week of type 0; a rule that comes again is left out."""
    old = weekday(
        0, 0, (), tag("TimePeriod", tag("FromDate", "2026-05-01T00:00:00") + tag("ToDate", "2026-05-02T23:59:00"))
    )
    new = times("2026-12-31T00:00:00", "2027-01-01T23:59:00") + times("2026-10-10", "2026-10-10", 1)
    rules = (
        times("2026-01-01", "2030-01-01", more=tag("Type", 2)),
        times("2026-06-01", "2026-06-01", more=tag("Period", 2)),
        times("soon", "2026-06-01"), times("2026-06-02", "2026-06-01"), times("1900-01-01", "2000-01-01"),
        tag("Exception", tag("DayWorking", 0)),
    )  # fmt: skip
    known = calendar_of(calendar(folder, WEEK + old, new + "".join(rules)))
    assert known.calendar is not None
    assert known.calendar.holidays == (date(2026, 5, 1), date(2026, 5, 2), date(2026, 12, 31), date(2027, 1, 1))
    assert known.calendar.extra_workdays == (date(2026, 10, 10),)
    assert [str(line) for line in known.left_out] == ["6 exceptions of the calendar that come again by a rule"]


def test_a_day_that_is_off_and_on_is_worked(folder: Folder) -> None:
    both = times("2026-10-01", "2026-10-07") + times("2026-10-05", "2026-10-05", 1)
    known = calendar_of(calendar(folder, exceptions=both))
    assert known.calendar is not None
    assert date(2026, 10, 5) not in known.calendar.holidays
    assert (len(known.calendar.holidays), known.calendar.extra_workdays) == (6, (date(2026, 10, 5),))


@pytest.mark.parametrize(
    ("week", "why"),
    [
        (weekday(2, spans=()), "hours: a workday needs working hours"), (weekday(2, 0), "a calendar needs one day"),
        (weekday(2, spans=(("8:00", "12:00:00"),)), "hours: a workday needs working hours"),
        (weekday(2, spans=(("08:00:00", "12:00:00"), ("11:00:00", "13:00:00"))), "08:00-12:00 and 11:00-13:00 overlap"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_one_is_left_out_and_why(folder: Folder, week: str, why: str) -> None:
    known = calendar_of(calendar(folder, week))
    assert known.calendar is None
    assert [why in str(line) for line in known.left_out] == [True]
    assert calendar_of(None).calendar is None
    assert "calendar" not in folder.plan(task(1), week=week).table.values


# The file


def test_text_between_elements_and_texts_in_pieces(folder: Folder) -> None:
    folder.path.write_text(
        "<Project xmlns='urn:x'>a<Title> one<!-- -->two <b/>three</Title>b<Tasks>c</Tasks>\n</Project>\n"
    )
    root = read(folder.path)
    assert root.value("Title") == "onetwo three"
    assert (root.value("Tasks"), root.value("Nothing"), root.all("Tasks", "Task")) == ("c", "", [])


def test_another_programs_names_mean_nothing_in_the_place_of_the_project(folder: Folder) -> None:
    folder.path.write_text("<x:Project xmlns:x='urn:x'><x:Title>a</x:Title></x:Project>")
    assert read(folder.path).value("Title") == "a"
    folder.path.write_text("<Projects><Project/></Projects>")
    with pytest.raises(Refused, match="it begins with Projects, not with Project"):
        read(folder.path)
