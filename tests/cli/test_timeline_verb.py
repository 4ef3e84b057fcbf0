"""The timeline from the shell: readable at 80 columns, its JSON keeps to its schema, the past is what it was."""

import json
from xml.etree import ElementTree

import jsonschema
import pytest
from calls import process

from kanban.metrics.reports.export import json_schema
from kanban.text.clean import width


def lines(done):
    """Those of the chart: rows that begin with the sign of a status, or none."""
    return [text for text in done.out.splitlines() if text[3:4].isalnum() and text[4:5] in ".123456789"]


def test_rows_stand_in_wbs_order_each_milestone_behind_what_it_gates(demo):
    ids = [text.split()[0] if text[1] == " " else text.split()[1] for text in lines(demo("timeline"))]
    assert ids == [
        "1.1.1", "M1", "1.1.2", "M2", "1.1.3", "M3", "1.2.1", "M4", "1.2.2", "M5", "1.2.3", "M6", "1.3.1", "M7",
        "1.3.2", "M8", "1.3.3", "M9",
    ]  # fmt: skip


def test_dates_stand_above_and_a_legend_below(demo):
    out = demo("timeline", "--zoom", "week", "--from", "2026-11-02", "--to", "2026-12-31").out.splitlines()
    assert out[0].startswith("Bridge 大桥 · timeline")
    assert out[1].split() == ["Nov", "2026", "Dec"]
    assert out[2].split()[2:] == ["02", "09", "16", "23", "30", "07", "14", "21", "28"]
    assert out[-1].split()[1:3] == ["so", "far"]
    assert max(width(text) for text in out[1:]) <= 86


def test_the_last_day_asked_for_ends_the_line_or_it_is_said_why_not(demo):
    assert demo("timeline", "--zoom", "day", "--to", "2028-01-01", "--from", "2026-11-01").err.endswith(
        "the line is too short to show all days until Sat 01 Jan 2028 23:59 CST; a wider zoom shows more\n"
    )


def test_the_json_keeps_to_its_schema_and_nulls_have_reasons(demo):
    report = demo("timeline", "--json").json
    jsonschema.validate(report, json_schema("timeline"), cls=jsonschema.Draft202012Validator)
    assert set(report["order"]) == {r["code"] for r in report["packages"]} | {r["id"] for r in report["milestones"]}
    for row in (*report["packages"], *report["milestones"]):
        for part in (row, row["schedule"]):
            assert [key for key, value in part.items() if value is None and not part.get(f"{key}_reason")] == []
    deck = next(row for row in report["packages"] if row["code"] == "1.2.2")
    assert deck["started_at"]
    assert deck["finished_at_reason"] == "not all cards are done"
    assert deck["schedule"]["is_critical"]
    assert {"critical_path", "slip", "forecast"} <= report["definitions"].keys()
    m4 = next(row for row in report["milestones"] if row["id"] == "M4")
    assert m4["baseline_original_at"] < m4["achieved_at"] < m4["baseline_at"]


def test_the_same_as_the_schedule_and_the_roll_up_say(demo):
    report = demo("timeline", "--json").json
    scheduled = {row["id"]: row for row in demo("schedule", "--json").json["activities"]}
    for row in report["packages"]:
        assert row["schedule"]["early_finish_at"] == scheduled[row["code"]]["early_finish_at"]
    rolled = {row["id"]: row for row in demo("rollup", "--json").json["milestones"]}
    for row in report["milestones"]:
        assert row["p85_at"] == (rolled[row["id"]]["forecast"] or {}).get("p85_at")
        assert row["slip_seconds"] == rolled[row["id"]]["slip_seconds"]


def test_the_past_is_what_it_was(demo):
    then = demo("timeline", "--as-of", "2026-10-15", "--json").json
    assert then["as_of_at"].startswith("2026-10-15T23:59")
    moments = [row[key] for row in then["packages"] for key in ("started_at", "finished_at") if row[key]]
    assert max(moments) <= then["as_of_at"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--from", "2026-12-01", "--to", "2026-11-01"], "to: Sun 01 Nov 2026 23:59 CST is not after the first"),
        (["--as-of", "2031-01-01"], "as-of: Wed 01 Jan 2031 23:59 CST lies in the future"),
        (["--from", "sometime"], "from: 'sometime' is not understood"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(demo, words, why):
    assert why in demo("timeline", *words, code=1).err


def test_an_unknown_zoom_is_wrong_usage(demo):
    assert "--zoom: it is none of day, week, month" in demo("timeline", "--zoom", "year", code=2).err


def test_without_a_plan_it_says_so(desk):
    desk("add", "Weld")
    done = desk("timeline")
    assert "no work packages and no milestones yet" in done.out
    assert "the plan is empty yet" in done.err


def test_ascii_signs_where_they_are_asked_for(demo_folder):
    done = process("-w", demo_folder, "timeline", KANBAN_GLYPHS="ascii")
    assert not {"█", "◇", "│"} & set(done.out)
    assert "# so far  - left  = critical  O baseline" in done.out


def test_the_schema_is_published(desk):
    assert json.loads(desk("schema", "timeline").out)["$id"] == "kanban.timeline/1"


def test_a_linked_card_has_a_row_beneath_its_package_and_its_own_dates(desk):
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Panels")):
        desk("plan", "node", "add", code, name)
    desk("add", "Weld span 17", "--wp", "1.1.1")
    desk("add", "Cast pier 14")
    slug = desk("board", "list", "--json").json["boards"][0]["board"]
    desk("move", "1", "Doing")
    desk("board", "create", "zhao")
    desk("add", "Paint rail", "--board", "zhao")
    for end in (f"{slug}/1", f"{slug}/2", "zhao/1"):
        desk("link", "add", end, "1.1.2")
    desk("board", "remove", "zhao", "--yes")
    report = desk("timeline", "--json").json
    jsonschema.validate(report, json_schema("timeline"), cls=jsonschema.Draft202012Validator)
    assert report["order"] == ["1.1.1", f"{slug}/1", "1.1.2", f"{slug}/2", "zhao/1"]
    weld, cast, none = report["cards"]
    assert (weld["title"], weld["package"], weld["finished_at_reason"]) == ("Weld span 17", "1.1.1", "not finished")
    assert weld["started_at"]
    assert (cast["package"], cast["package_reason"]) == (None, "under no work package of the plan")
    assert (none["title"], none["title_reason"]) == (None, "there is no board zhao")
    for row in report["cards"]:
        for part in (row, row["schedule"]):
            assert [key for key, value in part.items() if value is None and not part.get(f"{key}_reason")] == []
    out = desk("timeline").out
    assert f"     {slug}/1 Weld span 17" in out
    assert f"   {slug}/2 Cast pier 14" in out


def test_a_vector_graphic_has_every_row_its_bars_and_its_links(demo, tmp_path):
    file = tmp_path / "timeline.svg"
    demo("timeline", "--svg", file)
    root = ElementTree.fromstring(file.read_text())
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    shown = demo("timeline", "--json").json
    for row in (*shown["packages"], *shown["milestones"]):
        assert any(text.startswith(row.get("code") or row["id"]) for text in texts)
    assert "+83d" in texts
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == len(shown["links"])
    past = demo("timeline", "--svg", "-", "--as-of", "2026-07-01").out
    assert "no work packages and no milestones yet" in past
    demo("timeline", "--svg", file, "--json", code=2)
