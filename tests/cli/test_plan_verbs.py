"""The plan from the shell: every version of it, its log as data, and its way into another workspace."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine
from calls import Desk, environment, process

pytestmark = pytest.mark.every_store

NODES = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Plates"))


@pytest.fixture
def planned(desk):
    """A plan whose milestone had three dates, each set on a day of its own."""
    with time_machine.travel(datetime(2026, 11, 2, 4, tzinfo=UTC).timestamp(), tick=True) as clock:
        for code, name in NODES:
            desk("plan", "node", "add", code, name)
        desk("milestone", "add", "Deck closed", "--gate", "1.1", "--phase", "executing", "--baseline", "2026-11-20")
        desk("milestone", "add", "Handover")
        for day, date, why in ((9, "2026-11-27 17:00", "crane late"), (16, "2026-12-04 17:00", "")):
            clock.move_to(datetime(2026, 11, day, 4, tzinfo=UTC).timestamp())
            desk("milestone", "baseline", "M1", date, "--why", why)
        yield desk


def dates(desk, *words):
    return [m["baseline_at"] for m in desk("plan", "show", "--json", *words).json["milestones"]]


def test_every_version_of_the_baseline_stays_readable(planned):
    first, second, third = "2026-11-20T23:59:00+08:00", "2026-11-27T17:00:00+08:00", "2026-12-04T17:00:00+08:00"
    assert dates(planned) == dates(planned, "--baseline", "3") == [third, None]
    assert dates(planned, "--baseline", "2") == dates(planned, "--as-of", "2026-11-10") == [second, None]
    assert dates(planned, "--baseline", "1") == dates(planned, "--as-of", "2026-11-08") == [first, None]
    assert [row[3] for row in planned("plan", "show", "--baseline", "1").rows[4:]] == [first, ""]
    for value in ("0", "4", "x", "-1", "٣", ""):
        assert "is no version of the baseline; there are 1 to 3" in planned(
            "plan", "show", f"--baseline={value}", code=1).err  # fmt: skip
    assert "there is none yet" in planned("plan", "show", "--as-of", "2026-11-01", "--baseline", "1", code=1).err


def test_each_baseline_says_when_it_was_set_by_whom_and_why(planned):
    (one, _) = planned("plan", "show", "--json").json["milestones"]
    assert [(b["version"], b["set_at"][:10], b["why"]) for b in one["baselines"]] == [
        (1, "2026-11-02", ""), (2, "2026-11-09", "crane late"), (3, "2026-11-16", ""),
    ]  # fmt: skip
    assert len({b["by"] for b in one["baselines"]}) == 1
    shown = planned("milestone", "show", "M1").out
    assert shown.count("earlier:\t") == 2
    assert "baseline:\tFri 04 Dec 2026 17:00 CST (version 3" in shown
    assert "crane late" in shown


def test_undone_versions_are_no_versions_again_and_no_number_is_used_twice(planned):
    planned("plan", "undo")
    assert dates(planned)[0].startswith("2026-11-27")
    planned("milestone", "baseline", "M1", "2026-12-11")
    (one, _) = planned("plan", "show", "--json").json["milestones"]
    assert [b["version"] for b in one["baselines"]] == [1, 2, 4]
    assert "nothing to redo" in planned("plan", "redo", code=1).err


def test_the_log_as_data_is_whole_though_things_were_undone_removed_and_done_again(planned):
    for words in (
        ["plan", "undo"], ["plan", "redo"], ["plan", "undo"], ["milestone", "remove", "M2"], ["plan", "undo"],
        ["plan", "set", "--project", "Bridge 大桥", "--timezone", "Europe/Berlin"],
        ["milestone", "achieve", "M2", "--at", "2026-11-10", "--note", "walked over it"],
        ["milestone", "edit", "M1", "--no-gates", "--phase", "none"], ["plan", "node", "remove", "1.1.2"],
    ):  # fmt: skip
        planned(*words)
    log = planned("plan", "log", "--json").json["log"]
    assert [event["at"] for event in log] == sorted(event["at"] for event in log)
    assert len(log) > len(planned("plan", "log").rows), "in words, what was undone and redone stands in one line"
    for number, event in enumerate(log):
        assert (event["kind"] == "voided") == (event["voids"] is not None)
        assert event["voids"] is None or event["voids"] < number
        assert event["counts"] or any(other["voids"] == number for other in log)
    last = {event["kind"]: event for event in log}
    assert last["project_set"]["to"] == {"project": "Bridge 大桥", "timezone": "Europe/Berlin"}
    assert last["signed_off"]["to"] == {"achieved_at": "2026-11-10T23:59:59.999+01:00"}
    assert last["signed_off"]["why"] == "walked over it"
    assert (last["milestone_set"]["from"]["gates"], last["milestone_set"]["to"]["gates"]) == (["1.1"], [])
    assert last["node_removed"]["from"] == {"name": "Plates", "phase": None}
    assert [e["message"].split(":")[0] for e in log if e["kind"] == "voided"] == [
        "undid", "undid and redid", "undid", "undid",
    ]  # fmt: skip


def said(content):
    """The plan without what tells how it came about."""
    kept = [{k: m[k] for k in ("id", "name", "phase", "gates", "baseline_at")} for m in content["milestones"]]
    kept.sort(key=lambda m: m["id"])
    return content["project"], content["timezone"], content["nodes"], kept, content["links"], content["calendar"]


@pytest.mark.usefixtures("on_files")
def test_the_plan_of_one_workspace_makes_the_same_plan_in_another(demo, tmp_path, monkeypatch):
    content = demo("plan", "show", "--json").json
    path = tmp_path / "plan.toml"
    path.write_text(demo("plan", "show", "--toml").out, encoding="utf-8")
    other = Desk(tmp_path / "other", monkeypatch, "-w", str(tmp_path / "other"))
    other("init", other.folder)
    other("plan", "apply", path, "--yes")
    assert said(other("plan", "show", "--json").json) == said(content)
    before = other.content()
    assert "nothing to change" in other("plan", "apply", path, "--prune", "--yes").err
    assert "nothing to change" in demo("plan", "apply", path, "--prune").err
    assert other.content() == before
    other("plan", "undo")
    assert other("plan", "show", "--json").json["nodes"] == []


def test_milestones_that_many_add_at_once_all_get_a_number_of_their_own(tmp_path):
    folder, many = tmp_path / "w", 6
    process("init", folder)
    command = [sys.executable, "-m", "kanban", "-w", str(folder), "milestone", "add", "--baseline", "2030-01-01"]
    started = [
        subprocess.Popen([*command, f"Span {n}"], stdout=-1, stderr=-1, env=environment(), text=True)
        for n in range(many)
    ]
    told = [one.communicate(timeout=60) for one in started]
    assert [one.returncode for one in started] == [0] * many, told
    assert sorted(out.strip() for out, _ in told) == [f"M{n}" for n in range(1, many + 1)]
    found = process("-w", folder, "plan", "show", "--json").json["milestones"]
    assert sorted(m["name"] for m in found) == [f"Span {n}" for n in range(many)]
    assert all(m["baseline_at"] for m in found)


def test_what_a_plan_file_would_do_is_shown_before_anything_is_asked(planned, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text('[[node]]\ncode = "1.1.3"\nname = "\\u001b]0;owned\\u0007 Bolts"\n', encoding="utf-8")
    before = planned.content()
    shown = planned("plan", "apply", path, code=2)
    assert shown.out == "add node 1.1.3 ]0;owned Bolts\n"
    assert "nothing was written; say --yes" in shown.err
    assert planned.content() == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plan_is_there_in_every_language_and_its_json_in_none(planned, language):
    told = planned("--lang", language, "plan", "log", "--json").json["log"]
    assert {event["kind"] for event in told} <= {"project_set", "node_set", "milestone_set", "baseline_set"}
    assert planned("--lang", language, "plan", "show").rows == planned("plan", "show").rows
    words = planned("--lang", language, "plan", "log").rows[-1][2]
    assert ("moved the baseline" in words) == (language == "en")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["init", "new", "--project", " "], "project: a name has 1 to 500 characters, not 0"),
        (["init", "new", "--timezone", "Mars/Olympus"], "'Mars/Olympus' is no IANA zone"),
        (["init", "new", "--boards", "open"], "init: --boards goes with --shared"),
        (["init", "new", "--shared", "--pm", "bo"], "init: --shared needs --group and --pm-group"),
        (["init", "file"], "file"), (["init", "file/below"], "file"),
        (["init", "mysql://host/db"], "mysql"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_an_init_that_is_refused_makes_nothing(desk, tmp_path, words, said):
    (tmp_path / "file").write_text("mine")
    refused = desk(*words, code=(1, 2, 3))
    assert said in refused.err
    assert refused.err.startswith("kanban: ")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.usefixtures("on_files")
def test_init_again_changes_name_and_zone_and_nothing_else(desk):
    desk("init", desk.where, "--project", "Bridge")
    desk("add", "Weld")
    board = next(desk.folder.glob("boards/*/board.json")).read_bytes()
    assert "there is a workspace in" in desk("init", desk.where, "--timezone", "Asia/Tokyo").err
    content = desk("plan", "show", "--json").json
    assert (content["project"], content["timezone"]) == ("Bridge", "Asia/Tokyo")
    assert next(desk.folder.glob("boards/*/board.json")).read_bytes() == board
