"""The plan from the shell and from a file."""

from datetime import UTC, datetime

import pytest
import time_machine

pytestmark = pytest.mark.every_store

PLAN = """
project = "Bridge 大桥"
timezone = "Asia/Shanghai"
[[node]]
code = "1.2"
name = "Structure"
phase = "executing"
[[node]]
code = "1"
name = "Bridge"
[[node]]
code = "1.2.10"
name = "Deck"
[[milestone]]
id = "M1"
name = "Deck done"
phase = "executing"
gates = ["1.2.10"]
baseline = 2026-12-05T17:00:00
"""


@pytest.fixture
def plan(desk, tmp_path):
    """A function that applies a plan file."""
    path = tmp_path / "plan.toml"

    def apply(content, *words, code=0):
        path.write_text(content)
        return desk("plan", "apply", path, *words, code=code)

    return apply


def milestone(desk, milestone_id="M1"):
    return next(m for m in desk("plan", "show", "--json").json["milestones"] if m["id"] == milestone_id)


def test_a_file_makes_a_plan_and_a_second_time_changes_nothing(desk, plan):
    made = plan(PLAN, "--yes")
    assert made.out.splitlines() == [
        'project: "Bridge 大桥"', "add node 1 Bridge", "add node 1.2 Structure", "add node 1.2.10 Deck",
        "add milestone M1 Deck done", "set the baseline of M1: Sat 05 Dec 2026 17:00 CST",
    ]  # fmt: skip
    before = desk.content()
    assert plan(PLAN, "--yes").err == "nothing to change: the plan says what the file says\n"
    assert desk.content() == before
    shown = desk("plan", "show", "--json").json
    assert (shown["project"], shown["timezone"], shown["baseline_version"]) == ("Bridge 大桥", "Asia/Shanghai", 1)


def test_only_what_differs_is_shown_and_written(desk, plan):
    plan(PLAN, "--yes")
    changed = PLAN.replace("2026-12-05T17:00:00", "2026-12-19T17:00:00+08:00\nwhy = 'high water'")
    changed = changed.replace('name = "Deck"', 'name = "Deck 桥面"')
    assert plan(changed, code=2).out.splitlines() == [
        "change node 1.2.10: name Deck 桥面 instead of Deck",
        "move the baseline of M1: Sat 05 Dec 2026 17:00 CST -> Sat 19 Dec 2026 17:00 CST",
    ]
    assert len(milestone(desk)["baselines"]) == 1
    plan(changed, "--yes")
    assert [b["why"] for b in milestone(desk)["baselines"]] == ["", "high water"]


def test_what_the_file_leaves_out_stays_unless_pruned(desk, plan):
    plan(PLAN, "--yes")
    small = '[[node]]\ncode = "1"\nname = "Bridge"\n'
    assert "nothing to change" in plan(small, "--yes").err
    assert plan(small, "--prune", "--yes").out.splitlines() == [
        "remove milestone M1 Deck done", "remove node 1.2.10 Deck", "remove node 1.2 Structure",
    ]  # fmt: skip
    assert desk("plan", "show", "--json").json["milestones"] == []
    assert plan(PLAN, "--yes").out.splitlines()[-1] == "add milestone M1 Deck done again"


def test_keys_left_out_stay(desk, plan):
    plan(PLAN, "--yes")
    assert "nothing to change" in plan('[[milestone]]\nid = "M1"\nname = "Deck done"\n', "--yes").err
    assert milestone(desk)["phase"] == "executing"


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("2026-12-05T17:00:00", "2026-12-05T17:00:00+08:00"), ("2026-12-05T17:00:00Z", "2026-12-06T01:00:00+08:00"),
        ("2026-12-05T17:00:00.1239+08:00", "2026-12-05T17:00:00.123+08:00"),
        ("2026-12-05", "2026-12-05T23:59:00+08:00"), ('"5 Dec 2026 17:00"', "2026-12-05T17:00:00+08:00"),
    ],
)  # fmt: skip
def test_a_baseline_may_be_written_in_every_way_toml_has(desk, plan, value, due):
    plan(PLAN.replace("2026-12-05T17:00:00", value), "--yes")
    assert milestone(desk)["baseline_at"] == due
    assert "nothing to change" in plan(PLAN.replace("2026-12-05T17:00:00", value), "--yes").err


def test_all_or_nothing(desk, plan):
    plan(PLAN, "--yes")
    before = desk.content()
    refused = plan(PLAN.replace('["1.2.10"]', '["1.2.10", "9"]').replace("Structure", "Other"), "--yes", code=1)
    assert "gates: 9 is not in the plan" in refused.err
    assert desk.content() == before


def test_the_example_is_a_plan(desk, plan):
    example = desk("plan", "apply", "--example").out
    assert "add milestone M6" in plan(example, "--yes").out


def test_nodes_and_milestones_from_the_shell(desk):
    desk("plan", "set", "--project", "Bridge", "--timezone", "Europe/Berlin")
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Welding")):
        desk("plan", "node", "add", code, name)
    assert "in the plan already" in desk("plan", "node", "add", "1", "again", code=1).err
    desk("plan", "node", "edit", "1.1.1", "--phase", "executing", "--name", "Welding 焊接")
    added = desk("milestone", "add", "Deck", "done", "--gate", "1.1", "--baseline", "2026-11-20 17:00")
    assert added.out == "M1\n"
    assert "baseline: Fri 20 Nov 2026 17:00 CET" in added.err
    assert desk("milestone", "add", "Handover").out == "M2\n"
    desk("milestone", "edit", "deck", "--name", "Deck finished", "--phase", "closing")
    desk("milestone", "baseline", "M1", "2026-12-01", "--why", "rain")
    desk("milestone", "achieve", "M1", "--at", "yesterday", "--note", "walked over it")
    assert "signed off" in desk("milestone", "show", "M1").out
    desk("milestone", "achieve", "M1", "--withdraw")
    assert "withdrawn" in desk("milestone", "show", "M1").out
    assert "lies in the future" in desk("milestone", "achieve", "M1", "--at", "tomorrow", code=1).err
    assert "still has 1.1.1 below it" in desk("plan", "node", "remove", "1.1", code=1).err
    desk("plan", "node", "remove", "1.1.1")
    assert "is a gate of M1" in desk("plan", "node", "remove", "1.1", code=1).err
    desk("milestone", "remove", "M2")
    assert [row[0] for row in desk("milestone").rows] == ["M1"]
    assert "moved the baseline of M1" in desk("plan", "log").out


def test_an_id_is_the_same_one_in_whatever_letters(desk, plan):
    plan(PLAN, "--yes")
    before = desk.content()
    assert "id: M1 is in the plan already" in desk("milestone", "add", "Other", "--id", "m1", code=1).err
    assert "nothing to change" in plan(PLAN.replace('"M1"', '"m1"'), "--prune", "--yes").err
    assert desk.content() == before
    desk("milestone", "remove", "m1")
    assert desk("milestone", "add", "Other", "--id", "m1", "--baseline", "2026-12-24").out == "M1\n"
    assert [b["version"] for b in milestone(desk)["baselines"]] == [1, 2]


def test_init_makes_a_workspace_once(desk, tmp_path):
    there = tmp_path / "new"
    made = desk("init", there, "--project", "Bridge", "--timezone", "Asia/Tokyo")
    assert "made a workspace" in made.err
    desk("init", there)
    assert sorted(p.name for p in there.iterdir()) == ["boards", "plan"]
    assert '"Bridge"' in (there / "plan" / "plan.json").read_text()
    assert desk("init", tmp_path / "other", "--timezone", "Mars/Olympus", code=1)
    assert not (tmp_path / "other").exists()


@pytest.fixture
def bridge(desk):
    """A plan that changed on three days: the milestone gated other packages, had another name and another date."""
    clock = time_machine.travel(datetime(2026, 11, 2, 4, tzinfo=UTC).timestamp(), tick=True)
    moved = clock.start()
    for code, name in (("1", "Bridge"), ("1.1", "Structure"), ("1.1.1", "Welding"), ("1.1.2", "Grouting")):
        desk("plan", "node", "add", code, name)
    desk("milestone", "add", "Deck", "--gate", "1.1.1", "--baseline", "2026-11-20 17:00")
    for code in ("1.1.1", "1.1.2"):
        desk("add", f"card of {code}", "--wp", code)
    moved.move_to(datetime(2026, 11, 9, 4, tzinfo=UTC).timestamp())
    desk("milestone", "edit", "M1", "--name", "Deck and joints", "--gate", "1.1.1", "--gate", "1.1.2")
    desk("milestone", "baseline", "M1", "2026-11-27 17:00", "--why", "crane late")
    moved.move_to(datetime(2026, 11, 16, 4, tzinfo=UTC).timestamp())
    yield desk
    clock.stop()


def test_as_of_gives_the_plan_of_then_whatever_happened_since(bridge):
    then = ["--as-of", "2026-11-05"]
    assert bridge("plan", "show", *then, "--json").json["milestones"][0]["name"] == "Deck"
    assert bridge("plan", "show", *then, "--json").json["milestones"][0]["gates"] == ["1.1.1"]
    assert bridge("plan", "show", "--as-of", "2026-10-01", "--json").json["nodes"] == []
    assert bridge("milestone", "list", *then).rows[0][1] == "Deck"
    assert bridge("milestone", "list", *then).rows[0][5] == "0/1"
    shown = bridge("milestone", "show", "Deck", *then, "--json").json
    assert (shown["name"], shown["gates"], shown["cards_total"], len(shown["baselines"])) == ("Deck", ["1.1.1"], 1, 1)
    assert "is not in the plan" in bridge("milestone", "show", "joints", *then, code=1).err
    assert bridge("milestone", "show", "joints", "--json").json["cards_total"] == 2
    assert "lies in the future" in bridge("plan", "show", "--as-of", "2027-01-01", code=1).err


def test_the_roll_up_of_a_past_day_has_the_names_and_cards_of_that_day(bridge):
    then = ["--as-of", "2026-11-05"]
    (past,), (today,) = (bridge("rollup", "--json", *words).json["milestones"] for words in (then, []))
    assert (past["name"], past["cards_total"]) == ("Deck", 1)
    assert (today["name"], today["cards_total"]) == ("Deck and joints", 2)
    assert "M1 Deck  " in bridge("rollup", "--plain", *then).out
    assert "M1 Deck and joints  " in bridge("rollup", "--plain").out


def test_the_log_tells_from_to_and_why_as_data(bridge):
    bridge("milestone", "achieve", "M1", "--at", "2026-11-15", "--note", "walked over it")
    bridge("milestone", "achieve", "M1", "--withdraw", "--note", "a crack")
    bridge("milestone", "remove", "M1")
    bridge("plan", "node", "remove", "1.1.2")
    events = bridge("plan", "log", "--json").json["log"]
    assert set(events[0]) == {
        "at", "by", "kind", "what", "from", "to", "why", "counts", "voids", "message",
    }  # fmt: skip
    found = {}
    for event in events:
        found.setdefault((event["kind"], event["what"]), []).append((event["from"], event["to"], event["why"]))
    assert found["node_set", "1.1.1"] == [(None, {"name": "Welding", "phase": None}, None)]
    assert found["node_removed", "1.1.2"] == [({"name": "Grouting", "phase": None}, None, None)]
    before = {"name": "Deck", "phase": None, "gates": ["1.1.1"]}
    after = {"name": "Deck and joints", "phase": None, "gates": ["1.1.1", "1.1.2"]}
    assert found["milestone_set", "M1"] == [(None, before, None), (before, after, None)]
    assert found["milestone_removed", "M1"] == [(after, None, None)]
    first = {"baseline_at": "2026-11-20T17:00:00+08:00", "version": 1}
    second = {"baseline_at": "2026-11-27T17:00:00+08:00", "version": 2}
    assert found["baseline_set", "M1"] == [(None, first, None), (first, second, "crane late")]
    signed = {"achieved_at": "2026-11-15T23:59:59.999+08:00"}
    assert found["signed_off", "M1"] == [(None, signed, "walked over it")]
    assert found["sign_off_withdrawn", "M1"] == [(signed, None, "a crack")]
    assert all(event["counts"] and event["message"] for event in events)


def test_the_plan_is_undone_and_redone_like_a_board_and_the_log_keeps_both(bridge):
    assert "undid: " in bridge("plan", "undo").err
    assert milestone(bridge)["baseline_at"].startswith("2026-11-20")
    bridge("plan", "undo")
    assert milestone(bridge)["name"] == "Deck"
    assert "redid: " in bridge("plan", "redo").err
    assert milestone(bridge)["name"] == "Deck and joints"
    events = bridge("plan", "log", "--json").json["log"]
    assert [event["kind"] for event in events[-3:]] == ["voided"] * 3
    assert [event["what"] for event in events[-3:]] == ["M1"] * 3
    undone = [event for event in events if not event["counts"]]
    assert [event["kind"] for event in undone] == ["baseline_set"]
    assert events[events[-3]["voids"]] == undone[0]
    assert "(undone)" in bridge("plan", "log").out


def test_nothing_to_undo_in_the_plan_is_said(empty):
    assert "nothing to undo" in empty("plan", "undo", code=1).err
    assert "nothing to redo" in empty("plan", "redo", code=1).err


def test_a_file_is_one_change_and_one_undo_takes_all_of_it_back(desk, plan):
    plan(PLAN, "--yes")
    desk("plan", "undo")
    assert desk("plan", "show", "--json").json["nodes"] == []
