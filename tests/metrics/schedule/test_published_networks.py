"""The critical path against values that others published or wrote."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from elsewhere import file_from_elsewhere

from kanban.metrics.schedule.critical_path import schedule
from kanban.metrics.schedule.network import Activity, Precedence

PSPLIB = Path(__file__).parents[2] / "data" / "psplib"
MSPDI = "{http://schemas.microsoft.com/project}"


def psplib(path):
    """Jobs with their durations, who comes before whom, and the published MPM-Time."""
    sections = re.split(r"\*{20,}\n", path.read_text())
    (head,) = [s for s in sections if s.startswith("PROJECT INFORMATION")]
    (relations,) = [s for s in sections if s.startswith("PRECEDENCE")]
    (requests,) = [s for s in sections if s.startswith("REQUESTS")]
    jobs = [line.split() for line in requests.splitlines()[3:]]
    activities = [Activity(words[0], int(words[2])) for words in jobs]
    links = [Precedence(w[0], to) for w in map(str.split, relations.splitlines()[2:]) for to in w[3:]]
    return activities, links, int(head.splitlines()[2].split()[-1])


def check_psplib(path, expected):
    activities, links, published = psplib(path)
    found = schedule(activities, links)
    assert found.length == published == expected["mpm_time_published"]
    assert {id_: times.early_start for id_, times in found.times.items()} == expected["early_start"]
    assert {id_: times.total_slack for id_, times in found.times.items()} == expected["total_slack"]
    assert sorted(map(int, found.critical)) == expected["critical_jobs"]
    durations = {activity.id: activity.duration for activity in activities}
    assert sum(durations[id_] for id_ in found.path) == found.length
    assert set(found.path) <= set(found.critical)


@pytest.mark.parametrize("name", ["j301_1.sm", "j3029_1.sm", "j601_1.sm"])
def test_a_psplib_network_is_as_long_as_published(name):
    check_psplib(PSPLIB / name, json.loads((PSPLIB / "expected_cpm.json").read_text())[name])


def test_so_are_all_psplib_networks_at_hand():
    path = file_from_elsewhere("psplib/expected_cpm.json")
    expected = json.loads(path.read_text())
    assert len(expected) >= 7
    for name, values in expected.items():
        check_psplib(path.with_name(name), values)


HOUR = 600
"""Microsoft Project writes lags and slack in tenths of a minute."""
TYPES = ("FF", "FS", "SF", "SS")


def mspdi(name):
    """Tasks that are no summaries, what Microsoft Project wrote of each, and their links; all in working hours."""
    root = ElementTree.parse(file_from_elsewhere(f"mspdi/{name}")).getroot()
    activities, links, written = [], [], {}
    for task in root.iter(f"{MSPDI}Task"):
        value = {child.tag.removeprefix(MSPDI): child.text for child in task}
        if value["Summary"] == "1":
            continue
        id_ = value["UID"]
        activities.append(Activity(id_, int(re.match(r"PT(\d+)H0M0S", value["Duration"])[1])))
        written[id_] = value
        for link in task.iter(f"{MSPDI}PredecessorLink"):
            of, type_, lag = (link.findtext(MSPDI + key) for key in ("PredecessorUID", "Type", "LinkLag"))
            links.append(Precedence(of, id_, TYPES[int(type_)], int(lag) // HOUR))
    return activities, links, written


DAYS = ("2018-10-18", "2018-10-19", "2018-10-22", "2018-10-23", "2018-10-24", "2018-10-25", "2018-10-26", "2018-10-29",
        "2018-10-30", "2018-10-31", "2018-11-01", "2018-11-02")  # fmt: skip


def test_links_of_all_types_with_lag_are_as_microsoft_project_has_them():
    activities, links, written = mspdi("task-links__task-links-project2019-mspdi.xml")
    found = schedule(activities, links)
    assert {link.type for link in links} == {"FS", "SS", "FF", "SF"}
    assert found.length == 96
    for id_, times in found.times.items():
        value = written[id_]
        start = DAYS.index(value["EarlyStart"][:10]) * 8
        assert value["EarlyStart"].endswith("T08:00:00")
        assert (times.early_start, times.early_finish) == (start, start + 8), id_
        assert times.free_slack == int(value["FreeSlack"]) // HOUR, id_
        assert times.is_critical is (value["Critical"] == "1"), id_
    slack = {id_: int(value["TotalSlack"]) // HOUR for id_, value in written.items()}
    ours = {id_: times.total_slack for id_, times in found.times.items()}
    # Microsoft Project does not hold a task back whose start alone is tied (11 by SF, 13 by SS, each with 2 days lag):
    # it gives them all the time to the end of the project. The textbook subtracts the lag.
    assert {id_: (ours[id_], slack[id_]) for id_ in ours if ours[id_] != slack[id_]} == {"11": (80, 88), "13": (72, 88)}


@pytest.mark.parametrize("task", ["11", "13"])
def test_where_it_differs_the_end_moves_with_the_first_hour_beyond_our_slack(task):
    activities, links, _ = mspdi("task-links__task-links-project2019-mspdi.xml")
    before = schedule(activities, links)
    for more, length in ((0, 96), (1, 97)):
        late = before.times[task].late_start + more
        assert (
            schedule([a._replace(not_before=late) if a.id == task else a for a in activities], links).length == length
        )
