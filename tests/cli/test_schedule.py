"""Links, the working calendar and the critical path from the shell."""

import pytest
from calls import process

pytestmark = pytest.mark.every_store


@pytest.fixture
def planned(desk):
    """A plan of three work packages and a milestone; 20 November 2026 is a Friday."""
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Rails"), ("1.1.3", "Paint")):
        desk("plan", "node", "add", code, name)
    desk("plan", "set", "--timezone", "UTC")
    desk("milestone", "add", "Deck closed", "--gate", "1.1.1")
    return desk


def links(desk, *words):
    return [(one["predecessor"], one["successor"]) for one in desk("link", "list", *words, "--json").json["links"]]


def test_links_are_made_listed_changed_and_taken_away(planned):
    assert planned("link").err == "no links yet; kanban link add FIRST THEN makes one\n"
    assert planned("link", "add", "1.1.1", "1.1.2").err == "linked 1.1.1 to 1.1.2 (FS)\n"
    done = planned("link", "add", "1.1.1", "1.1.2", "--type", "SS", "--lag", "4h")
    assert done.err == "changed the link of 1.1.1 to 1.1.2 from FS to SS +0.5d\n"
    planned("link", "add", "deck closed", "1.1.3", "--lag", "-1d")
    assert planned("link", "list").rows == [
        ["1.1.1", "Girders", "SS", "0.5d", "1.1.2", "Rails"], ["M1", "Deck closed", "FS", "-1d", "1.1.3", "Paint"],
    ]  # fmt: skip
    (first, _) = planned("link", "list", "--json").json["links"]
    assert first == {
        "predecessor": "1.1.1", "successor": "1.1.2", "type": "SS", "lag_working_days": 0.5,
        "predecessor_name": "Girders", "successor_name": "Rails",
    }  # fmt: skip
    planned("link", "remove", "1.1.1", "1.1.2")
    assert links(planned) == [("M1", "1.1.3")]
    planned("plan", "undo")
    assert links(planned) == [("1.1.1", "1.1.2"), ("M1", "1.1.3")]


def test_a_card_is_linked_by_its_board_and_id_or_a_part_of_its_title(planned):
    planned("add", "Order the crane", "--wp", "1.1.2")
    (slug,) = [board["board"] for board in planned("board", "list", "--json").json["boards"]]
    planned("link", "add", f"{slug}/order the", "1.1.2")
    assert links(planned) == [(f"{slug}/1", "1.1.2")]
    assert planned("link", "list").rows[0][1] == "Order the crane"
    refused = planned("link", "add", f"{slug}/9", "1.1.2", code=1).err
    assert refused == f"kanban: card '9' is not on board {slug}: there is no such id\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["1.1.2", "1.1.2"], "link: nothing can wait for itself: 1.1.2 -> 1.1.2"),
        (["M1", "1.1.1"], "link: nothing can wait for itself: 1.1.1 -> M1 -> 1.1.1"),
        (["1.1", "1.1.1"], "link: 1.1 is no work package (level 3); link those below it"),
        (["1.1.1", "Hut"], "milestone 'Hut' is not in the plan; it has M1"),
        (["1.1.1", "1.1.2", "--lag", "soon"], "lag: 'soon' is no working time, such as 2d, 1.5d or 4h"),
        (["1.1.1", "1.1.2", "--lag", "99999d"], "lag: 99999.0 is more than 10000 working days"),
    ],
)
def test_a_link_that_cannot_be_is_refused_and_nothing_is_written(planned, words, why):
    before = planned.content()
    assert planned("link", "add", *words, code=1).err == f"kanban: {why}\n"
    assert planned.content() == before


def test_the_calendar_is_shown_and_set(planned):
    assert planned("calendar").rows == [["workdays:", "mon tue wed thu fri"], ["hours:", "09:00-17:00 (8.0h, UTC)"]]
    done = planned(
        "calendar", "set", "--workdays", "mon-sat", "--hours", "8-12,13:30-17:30",
        "--holiday", "2026-10-01..2026-10-07", "--workday", "2026-10-11",
    )  # fmt: skip
    assert done.err == (
        "set the working calendar: workdays mon, tue, wed, thu, fri, sat, hours 08:00-12:00, 13:30-17:30, "
        "holidays +2026-10-01, 2026-10-02, 2026-10-03 and 4 more, extra workdays +2026-10-11\n"
    )
    planned("calendar", "set", "--usual", "2026-10-03")
    calendar = planned("calendar", "--json").json["calendar"]
    assert calendar["hours"] == ["08:00-12:00", "13:30-17:30"]
    assert calendar["working_day_seconds"] == 8 * 3600
    assert [day[-2:] for day in calendar["holidays"]] == ["01", "02", "04", "05", "06", "07"]
    assert [row[1] for row in planned("calendar").rows[2:]] == [
        "2026-10-01..2026-10-02", "2026-10-04..2026-10-07", "2026-10-11",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (
            ["--workdays", ""],
            1,
            "workdays: a calendar needs one day of the week at least, or no work would ever be done",
        ),
        (["--workdays", "mon-fir"], 1, "workdays: 'fir' is none of mon, tue, wed, thu, fri, sat, sun"),
        (["--hours", "17-9"], 1, "hours: '17-9' is no span of a day, such as 09:00-17:00"),
        (["--holiday", "2026-10-07..2026-10-01"], 1, "holiday: 2026-10-07 to 2026-10-01 is no span of dates"),
        (["--holiday", "someday"], 1, "holiday: 'someday' is not understood"),
        (["--year", "2026"], 2, "calendar set: --year goes with --country"),
        (["--country", "CN", "--year", "soon"], 1, "year: 'soon' is no year from 1900 to 2199"),
        ([], 2, "calendar set: say what to change"),
    ],
)
def test_what_is_no_calendar_is_refused_and_nothing_is_written(planned, words, code, why):
    before = planned.content()
    assert planned("calendar", "set", *words, code=code).err.startswith(f"kanban: {why}")
    assert planned.content() == before


def test_the_critical_path_of_estimates(planned):
    assert planned("schedule", "--json").json["length_working_days_reason"] == "the plan has no links yet"
    for code, days in (("1.1.1", "3"), ("1.1.2", "4h"), ("1.1.3", "2.5d")):
        planned("plan", "node", "edit", code, "--estimate", days)
    planned("link", "add", "1.1.1", "1.1.3")
    report = planned("schedule", "--json").json
    assert report["length_working_days"] == 5.5
    assert report["path"] == ["1.1.1", "1.1.3"]
    rows = {row[0]: row for row in planned("schedule").rows}
    assert [rows[code][2:4] + rows[code][6:8] for code in rows] == [
        ["3.0d", "estimate", "0d", "critical"],
        ["0.5d", "estimate", "5.0d", ""], ["2.5d", "estimate", "0d", "critical"],
    ]  # fmt: skip
    assert (
        planned("plan", "node", "edit", "1.1.3", "--estimate", "none").err == "took the estimate of 1.1.3 Paint off\n"
    )
    report = planned("schedule", "--json").json
    assert (report["length_working_days"], report["path"]) == (None, [])
    assert report["length_working_days_reason"] == "1.1.3: no estimate and no cards"
    assert planned("schedule", "--json", "--lang", "zh", code=(0, 2))


def test_the_plan_leaves_as_the_file_that_makes_it_again(planned, tmp_path):
    planned("plan", "node", "edit", "1.1.1", "--estimate", "2.5")
    planned("link", "add", "1.1.1", "1.1.2", "--type", "FF", "--lag", "-4h")
    planned("calendar", "set", "--hours", "8-12,13-17", "--holiday", "2026-12-25")
    file = tmp_path / "plan.toml"
    file.write_text(planned("plan", "show", "--toml").out)
    assert planned("plan", "apply", file, "--yes").err == "nothing to change: the plan says what the file says\n"
    planned("-w", tmp_path / "other", "init", tmp_path / "other", code=(0, 2))
    planned("-w", tmp_path / "other", "plan", "apply", file, "--yes")
    assert planned("-w", tmp_path / "other", "plan", "show", "--toml").out == file.read_text()


def test_the_demo_has_a_path_a_package_beside_it_and_a_trend(demo):
    report = demo("schedule", "--trend", "--json").json
    by_id = {one["id"]: one for one in report["activities"]}
    assert report["path"] == ["1.2.2", "1.3.1", "1.3.2", "1.3.3"]
    assert by_id["1.2.3"]["rests_on"] == "cycle_time"
    assert by_id["1.2.3"]["total_slack_working_days"] > 1
    assert by_id["1.2.1"]["is_done"]
    lengths = [one["length_working_days"] for one in report["trend"]]
    assert len(lengths) == 13
    assert lengths == sorted(lengths, reverse=True)
    assert report["definitions"].keys() == {"remaining", "critical_path", "total_slack", "free_slack"}


def test_a_place_without_a_workspace_says_so(tmp_path):
    for words in (["schedule"], ["link", "list"], ["calendar", "show"]):
        done = process("-w", tmp_path / "nowhere", *words)
        assert (done.code, done.out) == (3, "")
