"""The plan from the shell and from a file."""

import pytest

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
    before = desk.files()
    assert plan(PLAN, "--yes").err == "nothing to change: the plan says what the file says\n"
    assert desk.files() == before
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
    before = desk.files()
    refused = plan(PLAN.replace('["1.2.10"]', '["1.2.10", "9"]').replace("Structure", "Other"), "--yes", code=1)
    assert "gates: 9 is not in the plan" in refused.err
    assert desk.files() == before


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


def test_init_makes_a_workspace_once(desk, tmp_path):
    there = tmp_path / "new"
    made = desk("init", there, "--project", "Bridge", "--timezone", "Asia/Tokyo")
    assert "made a workspace" in made.err
    desk("init", there)
    assert sorted(p.name for p in there.iterdir()) == ["boards", "plan"]
    assert '"Bridge"' in (there / "plan" / "plan.json").read_text()
    assert desk("init", tmp_path / "other", "--timezone", "Mars/Olympus", code=1)
    assert not (tmp_path / "other").exists()
