"""Projects of Microsoft Project: what becomes of them, and one clear sentence for every file that is none."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from elsewhere import file_from_elsewhere
from hypothesis import given
from hypothesis import strategies as st
from makers import hour

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan
from kanban.formats.mspdi import xml_file
from kanban.formats.mspdi.plan import read_project
from kanban.formats.mspdi.values import load
from kanban.formats.plan_toml.difference import difference
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.model.calendar import Calendar
from kanban.model.links import Link
from kanban.model.plan import EMPTY_PLAN
from kanban.text.messages import Refused

NS = "{http://schemas.microsoft.com/project}"
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
WEEK = "".join(
    f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>"
    + ("<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime><WorkingTime>"
       "<FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>" if 1 < day < 7 else "")
    + "</WeekDay>"
    for day in range(1, 8)
)  # fmt: skip


def task(uid, level, name="Task", links=(), **more):
    """A task; its links as (UID, type, lag in tenths of a minute[, format])."""
    values = {"UID": uid, "Name": name, "OutlineLevel": level, **more}
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in values.items() if not key.startswith("_"))
    for predecessor, type_, lag, *lag_format in links:
        inner += (
            f"<PredecessorLink><PredecessorUID>{predecessor}</PredecessorUID><Type>{type_}</Type><LinkLag>{lag}</LinkLag>"
            f"<LagFormat>{lag_format[0] if lag_format else 7}</LagFormat></PredecessorLink>"
        )
    return f"<Task>{inner}{more.get('_raw', '')}</Task>"


def project(*tasks, title="Bridge", week=WEEK, exceptions="", more=""):
    calendar = (
        f"<Calendars><Calendar><UID>1</UID><WeekDays>{week}</WeekDays><Exceptions>{exceptions}</Exceptions></Calendar>"
        "</Calendars>"
    )
    return (
        f'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>{title}</Title>'
        f"<CalendarUID>1</CalendarUID>{calendar}<Tasks>{''.join(tasks)}</Tasks>{more}</Project>"
    )


@pytest.fixture
def file(tmp_path):
    """Writes a file; its path."""

    def write(content):
        path = tmp_path / "bridge.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def imported(path, plan=EMPTY_PLAN):
    """The plan after the import, and what it changed."""
    changes = difference(plan, read_project(path).table, AT)
    steps = tuple(change.command for change in changes)
    return evolve(plan, decide(plan, Signed(ChangePlan(steps=steps), "pm", hour(0)))), changes


def words(found):
    return [str(line) for line in found]


def refusal(path):
    with pytest.raises(Refused) as refused:
        read_project(path)
    said = str(refused.value)
    assert said.isprintable()
    assert said.startswith(f"{path}: ")
    return said.removeprefix(f"{path}: ")


@pytest.mark.parametrize("name", [
    "baselines.xml", "legacy__sample.xml", "task-dates__task-dates-project2013-mspdi.xml",
    "task-links__task-links-project2019-mspdi.xml",
])  # fmt: skip
def test_real_files_have_what_was_counted_in_them(name):
    path = file_from_elsewhere(f"mspdi/{name}")
    expected = json.loads(path.with_name("expected_counts.json").read_text())[f"mspdi/{name}"]
    tasks = load(path).tasks
    links = [link for one in tasks for link in one.links]
    assert len(tasks) + 1 == expected["tasks"]  # with that of the project itself
    assert sum(one.is_summary for one in tasks) + 1 == expected["summary"]
    assert sum(one.is_milestone for one in tasks) == expected["milestones"]
    assert max(one.level for one in tasks) == expected["max_outline_level"]
    assert {str(n): sum(link.type == type_ for link in links) for n, type_ in enumerate(("FF", "FS", "SF", "SS"))} == (
        expected["link_types"]
    )
    assert sum(bool(link.minutes) for link in links) == expected["links_with_lag"]
    assert sum(len(one.baselines) for one in tasks) == expected["baseline_rows"]
    plan, _ = imported(path)
    assert len(plan.links) == expected["links"]
    assert len(plan.milestones) == expected["milestones"]
    assert len(plan.packages) == expected["tasks"] - expected["summary"] - expected["milestones"]
    assert imported(path, plan)[1] == []


def test_the_critical_path_of_a_real_file_is_that_of_microsoft_project():
    path = file_from_elsewhere("mspdi/task-links__task-links-project2019-mspdi.xml")
    plan, _ = imported(path)
    found = plan_schedule(roll_up(plan, [], hour(0)))
    written = {
        f"{one.findtext(f'{NS}OutlineNumber')}.1.1": one.findtext(f"{NS}Critical") == "1"
        for one in ElementTree.parse(path).getroot().iter(f"{NS}Task")
        if one.findtext(f"{NS}Summary") == "0"
    }
    assert {row.id: row.is_critical for row in found.rows} == written
    assert found.days(found.length) == 12


def test_the_outline_becomes_nodes_to_level_three_and_milestones_stand_beside_it(file):
    path = file(project(
        task(0, 0, "Bridge"), task(1, 1, "Deck", Summary=1), task(2, 2, "Steel", Summary=1),
        task(3, 3, "Weld", Duration="PT16H0M0S"), task(4, 4, "Span 1", Duration="PT8H0M0S"),
        task(5, 3, "Bolt", Duration="PT4H0M0S"), task(6, 2, "Deck closed", Milestone=1, Duration="PT0H0M0S"),
        task(7, 2, "Paint", Duration="PT8H0M0S"), task(8, 1, "Piers", Duration="PT80H0M0S"),
    ))  # fmt: skip
    plan, _ = imported(path)
    assert plan.project == "Bridge"
    assert {code: (node.name, node.estimate_working_days) for code, node in plan.nodes.items()} == {
        "1": ("Deck", None), "1.1": ("Steel", None), "1.1.1": ("Weld", 2.0), "1.1.2": ("Bolt", 0.5),
        "1.2": ("Paint", None), "1.2.1": ("Paint", 1.0),
        "2": ("Piers", None), "2.1": ("Piers", None), "2.1.1": ("Piers", 10.0),
    }  # fmt: skip
    assert [(m.id, m.name, m.current_baseline) for m in plan.milestones.values()] == [("MS6", "Deck closed", None)]
    found = read_project(path)
    assert words(found.understood) == [
        "9 nodes, 4 of them work packages", "1 milestone", "0 links, 0 with lag",
        "2 tasks above level 3 that have none below them got a work package of their own",
    ]  # fmt: skip
    assert words(found.left_out) == [
        "1 task below level 3: a driver's card", "the date of 1 milestone that has no baseline (Baseline 0)",
        "progress, resources, assignments, costs",
    ]  # fmt: skip


def test_links_keep_type_and_lag_and_gate_the_milestone_that_they_lead_to(file):
    baseline = "<Baseline><Number>0</Number><Finish>2026-12-05T17:00:00</Finish></Baseline>"
    baseline += "<Baseline><Number>1</Number><Finish>2026-11-05T17:00:00</Finish></Baseline>"
    path = file(project(
        task(1, 1, Summary=1), task(2, 2, Summary=1), task(3, 3, Duration="PT16H0M0S"),
        task(4, 3, links=[(3, 3, 2400)]), task(5, 3, links=[(3, 1, 50, 19), (3, 0, 0), (1, 1, 0), (99, 1, 0)]),
        task(6, 3, "Closed", [(4, 1, 0), (5, 1, -4800)], Milestone=1, _raw=baseline),
        task(7, 3, links=[(6, 1, 14400, 8)]),
    ))  # fmt: skip
    plan, _ = imported(path)
    assert list(plan.links.values()) == [
        Link("1.1.1", "1.1.2", "SS", 0.5), Link("1.1.1", "1.1.3", "FS", 1.0), Link("1.1.2", "MS6"),
        Link("1.1.3", "MS6", "FS", -1.0), Link("MS6", "1.1.4", "FS", 0.714286),
    ]  # fmt: skip
    milestone = plan.milestones["MS6"]
    assert milestone.gates == ("1.1.2", "1.1.3")
    assert milestone.current_baseline.due_at == datetime(2026, 12, 5, 17, tzinfo=UTC)
    found = read_project(path)
    assert "5 links, 4 with lag" in words(found.understood)
    assert "1 elapsed time was counted as what of it is worked in a week" in words(found.understood)
    assert words(found.left_out)[:2] == [
        "3 links of tasks that are no work packages and no milestones, or the second of the same two",
        "1 baseline of a task, or numbered 1 to 10",
    ]


def test_the_working_calendar_is_taken_with_its_exceptions(file):
    def exception(begin, end, working=0, **more):
        inner = "".join(f"<{key}>{value}</{key}>" for key, value in more.items())
        return (
            f"<Exception><TimePeriod><FromDate>{begin}T00:00:00</FromDate><ToDate>{end}T23:59:00</ToDate></TimePeriod>"
            f"<Type>1</Type><DayWorking>{working}</DayWorking>{inner}</Exception>"
        )

    saturday = WEEK.replace("<DayType>7</DayType><DayWorking>0</DayWorking>", (
        "<DayType>7</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>22:00:00</FromTime>"
        "<ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes>"
    ))  # fmt: skip
    rule = exception("2026-05-01", "2030-05-01", Period=2)
    exceptions = exception("2026-10-01", "2026-10-03") + exception("2026-10-11", "2026-10-11", 1) + rule
    path = file(project(task(1, 1), week=saturday, exceptions=exceptions))
    assert imported(path)[0].calendar == Calendar(
        workdays=("mon", "tue", "wed", "thu", "fri", "sat"), hours=("08:00-12:00", "13:00-17:00"),
        holidays=tuple(date(2026, 10, day) for day in (1, 2, 3)), extra_workdays=(date(2026, 10, 11),),
    )  # fmt: skip
    assert words(read_project(path).left_out)[1:] == [
        "hours of sat that differ from those of the other workdays",
        "1 exception of the calendar that comes again by a rule",
    ]


@pytest.mark.parametrize(
    ("week", "why"),
    [("", "a calendar needs one day of the week"), (WEEK.replace("08:00", "12:30"), "hours: 12:30-12:00 is no span")],
)
def test_a_calendar_that_is_none_is_left_out_with_the_reason(file, week, why):
    path = file(project(task(1, 1), week=week))
    assert imported(path)[0].calendar == Calendar()
    (left_out,) = [line for line in words(read_project(path).left_out) if line.startswith("the working calendar")]
    assert why in left_out or "is no span of a day" in left_out


ENTITY = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
NONE = "is not Microsoft Project XML: "


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty, not Microsoft Project XML"),
        ("  \n", "is empty, not Microsoft Project XML"),
        ("hello", f"{NONE}line 1: syntax error"),
        ("<Project>", f"{NONE}line 1: no element found"),
        ("<Project></Tasks>", f"{NONE}line 1: mismatched tag"),
        ("<svg/>", f"{NONE}it begins with svg, not with Project"),
        (ENTITY + "<Project><Title>&b;</Title></Project>",
         "declares a document type, which Microsoft Project XML has not"),
        ('<!DOCTYPE p SYSTEM "file:///etc/passwd"><Project/>', "declares a document type"),
        ("<Project><Title>&b;</Title></Project>", f"{NONE}line 1: undefined entity"),
        ("<Project>" + "<a>" * 100, f"{NONE}its elements are nested too deep"),
        ('<?xml version="1.0" encoding="x-none"?><Project/>', NONE),
        (b"<Project>\xff\xfe</Project>", f"{NONE}line 1: not well-formed (invalid token)"),
        (project(task("x", 1)), "Tasks.Task 1.UID: 'x' is no number"),
        (project(task("", 1)), "Tasks.Task 1.UID: '' is no number"),
        (project(task(1, 1), task(1, 1)), "Tasks.Task 2.UID: 1 is there twice"),
        (project(task(1, 1, Duration="8 hours")), "Tasks.Task 1.Duration: '8 hours' is no duration"),
        (project(task(1, 1, links=[(2, 7, 0)])), "Tasks.Task 1.Type: '7' is no type of a link"),
        (project(task(1, 1, links=[("\u202e", 1, 0)])), "Tasks.Task 1.PredecessorUID: '' is no number"),
        (project(task(1, 1, _raw="<Baseline><Finish>soon</Finish></Baseline>")),
         "Tasks.Task 1.Finish: 'soon' is no date"),
    ],
    ids=range(19),
)  # fmt: skip
def test_a_file_that_is_none_is_refused_naming_place_and_value(file, content, why):
    assert refusal(file(content)).startswith(why)


def test_what_is_too_much_is_refused(file, tmp_path, monkeypatch):
    monkeypatch.setattr(xml_file, "ELEMENTS_MOST", 10)
    assert refusal(file(project(*(task(n, 1) for n in range(1, 9))))) == "holds more than 10 elements"
    monkeypatch.undo()
    assert refusal(file(project(title="x" * 100_001))).startswith("Title: a text of more than 100,000 characters")
    large = tmp_path / "large.xml"
    with large.open("wb") as sparse:
        sparse.truncate(xml_file.SIZE_LIMIT + 1)
    assert "MB are too large" in refusal(large)
    assert refusal(tmp_path) == "is a folder, not a file"


def test_a_text_that_comments_cut_to_pieces_is_one_text_and_takes_no_longer(file):
    assert load(file(project(task(1, 1), title="<!-- -->".join("Bridge" * 10_000)))).name == ("Bridge" * 10_000)[:500]


def test_what_nobody_asks_for_is_not_kept(file):
    many = "<Assignments>" + "<Assignment><UID>1</UID></Assignment>" * 1000 + "</Assignments>"
    root = xml_file.read(file(project(task(1, 1, _raw="<TimephasedData><UID>1</UID></TimephasedData>"), more=many)))
    assert root.all("Assignments", "Assignment") == []
    assert root.all("Tasks", "Task")[0].value("UID") == "1"
    assert root.all("Tasks", "Task", "TimephasedData") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(file, encoding):
    content = project(task(1, 1, "Brücke")).replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    assert imported(file(content.encode(encoding)))[0].nodes["1"].name == "Brücke"


def test_a_name_is_cleaned_and_one_that_is_missing_is_made_of_the_uid(file):
    plan, _ = imported(file(project(task(7, 1, "a\u202eb\nc" + "x" * 600), task(8, 1, ""))))
    assert plan.nodes["1"].name.startswith("ab cxxx")
    assert len(plan.nodes["1"].name) == 500
    assert plan.nodes["2"].name == "Task 8"


def test_a_circle_in_the_file_is_refused_naming_it(file):
    path = file(project(
        task(1, 1, Summary=1), task(2, 2, Summary=1), task(3, 3, links=[(4, 1, 0)]), task(4, 3, links=[(3, 1, 0)])
    ))  # fmt: skip
    with pytest.raises(Refused, match=r"nothing can wait for itself: 1\.1\.1 -> 1.1.2 -> 1.1.1"):
        imported(path)


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans()), max_size=25), st.data())
def test_any_outline_makes_a_plan_and_a_second_time_changes_nothing(tmp_path_factory, outline, data):
    tasks = []
    for uid, (level, is_milestone, is_summary) in enumerate(outline, start=1):
        earlier = st.lists(st.integers(1, max(1, uid - 1)), max_size=2, unique=True)
        links = [(one, data.draw(st.integers(0, 3)), 4800) for one in data.draw(earlier) if one < uid]
        tasks.append(task(uid, level, f"t{uid}", links, Milestone=int(is_milestone), Summary=int(is_summary),
                          Duration="PT8H0M0S"))  # fmt: skip
    path = tmp_path_factory.mktemp("any") / "any.xml"
    Path(path).write_text(project(*tasks))
    plan, _ = imported(path)
    assert imported(path, plan)[1] == []
    assert len({*plan.nodes}) == len(plan.nodes)
    assert all(node.name for node in plan.nodes.values())
