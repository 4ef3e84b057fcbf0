"""Figures as tables and as JSON: every JSON keeps to its published schema, and the past is what it was."""

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
import time_machine
from calls import DEMO_NOW, process

from kanban.cli.verbs.about import EXPORTS
from kanban.metrics.reports.export import REPORTS

pytestmark = pytest.mark.every_store


def schema(desk, name):
    return desk("schema", name).json


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["metrics", "--json"], "metrics"), (["metrics", "--json", "--cards", "--board", "li"], "metrics"),
        (["metrics", "--json", "--from", "2026-10-01", "--to", "2026-11-01", "--cards"], "metrics"),
        (["metrics", "--json", "--as-of", "2026-09-15", "--cards"], "metrics"), (["rollup", "--json"], "rollup"),
        (["rollup", "--json", "--as-of", "2026-08-25"], "rollup"), (["forecast", "--json"], "forecast"),
        (["forecast", "M5", "--json", "--as-of", "2026-11-02"], "forecast"),
        (["forecast", "calibration", "--json"], "calibration"), (["milestone", "list", "--json"], "rollup"),
        (["schedule", "--json"], "schedule"), (["schedule", "--trend", "--json"], "schedule"),
        (["quality", "--json"], "quality"),
        (["quality", "--json", "--board", "li", "--as-of", "2026-09-15"], "quality"),
        (["list", "--json", "--all-boards", "--all"], "cards"), (["show", "zhang/5", "li/7", "--json"], "cards"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)  # fmt: skip
def test_json_keeps_to_its_schema(demo, words, name):
    jsonschema.validate(demo(*words).json, schema(demo, name), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "words", [["metrics"], ["quality"], ["rollup"], ["list"], ["milestone", "list"], ["forecast"], ["schedule"]]
)
def test_json_of_nothing_keeps_to_its_schema(empty, words):
    name = {"milestone": "rollup", "list": "cards"}.get(words[0], words[0])
    found = empty(*words, "--json").json
    jsonschema.validate(found, schema(empty, name), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", EXPORTS)
def test_the_schemas_are_schemas(desk, name):
    assert set(EXPORTS) == set(REPORTS)
    jsonschema.Draft202012Validator.check_schema(schema(desk, name))


@pytest.mark.parametrize(
    "words",
    [
        ["board", "list"], ["board", "show", "zhang"], ["plan", "show"], ["plan", "log"], ["milestone", "show", "M5"],
        ["doctor"], ["link", "list"], ["calendar", "show"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_other_reading_verb_prints_json_too(demo, words):
    done = demo(*words, "--json")
    assert isinstance(done.json, dict)
    assert "\033" not in done.out


def test_every_figure_stands_beside_its_n_and_its_rule(demo):
    rows = {(row[0], row[1]): row[2:] for row in demo("metrics").rows}
    figure, rule = rows["zhang (zhang)", "cycle time"]
    assert figure.startswith("P50 ")
    assert figure.endswith("(n 36 of 38: 2 finished_without_start)")
    assert rule.startswith("finished - started")
    assert rows["zhang (zhang)", "rework rate"][0].endswith("(7/36)")
    assert "defect" in rows["all boards", "rework moves"][0]


def test_nothing_finished_is_a_dash_and_never_zero(desk):
    desk("add", "a")
    rows = {row[1]: row[2] for row in desk("metrics").rows}
    assert rows["cycle time"] == "P50 - P85 - P95 - (n 0; few)"
    assert rows["rework rate"] == "- (0/0)"


def test_a_dash_stands_in_the_table_of_cards_where_the_json_has_null_and_nowhere_else(demo):
    """A time that is known to be none is none: what is not known is a dash."""
    words = ["metrics", "--board", "zhang", "--cards"]
    rows = [row for row in demo(*words).rows if len(row) == 9]
    cards = demo(*words, "--json").json["cards"]
    assert [row[1] for row in rows] == [card["id"] for card in cards]
    names = ["cycle", "active", "parked", "blocked"]
    for row, card in zip(rows, cards, strict=True):
        times = [card[f"{name}_time_seconds"] for name in names]
        assert [cell == "-" for cell in row[4:8]] == [seconds is None for seconds in times]
    assert {True, False} <= {card["parked_time_seconds"] == 0 for card in cards}


def test_a_card_and_the_figures_agree_that_between_two_done_columns_nothing_is_rework(desk):
    desk("board", "create", "b", "--columns", "Backlog:queue,Doing:active,Done:done,Shipped:done")
    desk("add", "a")
    for words in (["doing"], ["shipped"], ["done", "--reason", "defect"]):
        desk("move", "1", *words)
    flow = desk("show", "1", "--json").json["cards"][0]["flow"]
    rework = desk("metrics", "--json").json["total"]["rework"]
    assert flow["rework_moves"] == rework["moves"] == rework["reworked"] == 0
    assert flow["reopened"] == 0
    assert "rework" not in desk("show", "1").out
    assert "rework" not in desk("list", "--done").rows[0][-1]
    desk("move", "1", "doing", "--reason", "defect")
    desk("move", "1", "done")
    assert desk("show", "1", "--json").json["cards"][0]["flow"]["rework_moves"] == 1
    assert desk("metrics", "--json").json["total"]["rework"]["moves"] == 1


@pytest.mark.usefixtures("on_files")
def test_an_as_of_gives_what_was_true_then_whatever_happened_since(desk):
    from kanban.demo import build

    build(desk.folder, DEMO_NOW)
    past = ["--as-of", "2026-10-15 12:00"]
    with time_machine.travel(DEMO_NOW, tick=True):
        before = [desk(verb, "--json", *past).json for verb in ("metrics", "quality", "rollup", "forecast")]
        last, *_, first = (row[0] for row in desk("list", "--board", "zhang").rows)
        desk("move", first, "done", "--board", "zhang")
        desk("archive", last, "--board", "zhang")
        desk("milestone", "baseline", "M6", "2027-05-01", "--why", "later")
        desk("milestone", "achieve", "M5")
    with time_machine.travel(DEMO_NOW + timedelta(days=200), tick=True):
        after = [desk(verb, "--json", *past).json for verb in ("metrics", "quality", "rollup", "forecast")]
    for report in (*before, *after):
        del report["generated_at"]
    assert before == after


@pytest.mark.parametrize(
    "moment",
    [DEMO_NOW, datetime(2028, 2, 29, 16, 30, tzinfo=UTC)],
    ids=["an evening", "half past midnight after 29 February"],
)
def test_as_of_a_date_is_its_end_and_of_today_is_now(desk, moment):
    with time_machine.travel(moment, tick=True):
        desk("add", "a")
        assert "23:59" in desk("metrics", "--as-of", "yesterday").err
        assert "23:59" not in desk("metrics", "--as-of", "today").err
        assert desk("metrics", "--json", "--as-of", "today").json["total"]["cards"] == 1
        assert desk("metrics", "--json", "--as-of", "yesterday").json["total"]["cards"] == 0
        assert "lies in the future" in desk("metrics", "--as-of", "tomorrow", code=1).err


def test_from_and_to_a_date_are_its_beginning(demo):
    window = demo("metrics", "--json", "--from", "2026-10-01", "--to", "2026-11-01").json["window"]
    assert window == {"from_at": "2026-10-01T00:00:00+08:00", "to_at": "2026-11-01T00:00:00+08:00"}


def test_the_roll_up_says_status_reason_and_baselines_in_words(demo):
    out = demo("rollup", "--plain").out
    for words in (
        "late ", "M5 Deck 桥面", "past its baseline", "(crane booked)", "achieved late", "signed off",
        "no baseline yet", "no cards yet", "P85 is within the baseline", "needs ",
    ):  # fmt: skip
        assert words in out
    assert "\033" not in out


def test_a_baseline_that_moved_stays_readable(demo):
    shown = demo("milestone", "show", "M4").out
    assert "earlier:\t" in shown
    assert "high water, ten days lost" in shown
    old, new = (demo("plan", "show", "--json", *v).json["milestones"] for v in (["--baseline", "8"], []))
    dates = [next(m["baseline_at"] for m in plan if m["id"] == "M4") for plan in (old, new)]
    assert dates[0] < dates[1]


def test_numbers_in_the_table_are_those_of_the_json(demo):
    rows = {row[0]: row for row in demo("milestone", "list").rows}
    for milestone in demo("milestone", "list", "--json").json["milestones"]:
        assert rows[milestone["id"]][3] == milestone["status"]
        assert rows[milestone["id"]][5] == f"{milestone['cards_done']}/{milestone['cards_total']}"


def test_json_is_utf_8_whatever_the_locale(demo_folder):
    done = process("-w", demo_folder, "rollup", "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert json.loads(done.out)["project"] == "Bridge 大桥"


def test_a_forecast_gives_dates_in_order_and_says_what_they_rest_on(demo):
    rows = {row[0]: row for row in demo("forecast").rows}
    assert {"M5", "M6", "M7", "M8", "M9"} == set(rows)  # the others are achieved
    assert rows["M9"][7] == "no cards"
    assert rows["M6"][3] < rows["M6"][2] < rows["M6"][4]  # at risk
    assert rows["M6"][5].startswith("+")
    facts = dict(row for row in demo("forecast", "grouting").rows if len(row) == 2)
    assert facts["P85:"] == rows["M6"][4]
    assert "cards are ahead of or in this milestone on 4 boards" in facts["rests on:"]


def test_a_forecast_of_a_past_day_is_what_was_known_then(demo):
    early, today = (demo("forecast", "M6", "--json", *more).json for more in (["--as-of", "2026-10-20"], []))
    assert early["as_of_at"].startswith("2026-10-20")
    (then,), (now,) = early["milestones"], today["milestones"]
    assert early["as_of_at"] < then["p50_at"] != now["p50_at"]
    few = demo("forecast", "M6", "--json", "--as-of", "2026-08-29").json["milestones"][0]
    assert few["p50_at_reason"].endswith(" of 10 finished or dropped")


def test_a_forecast_of_no_milestone_names_those_that_are(demo):
    assert "M77" in demo("forecast", "M77", code=1).err


def test_the_record_of_the_forecasts_stands_beside_the_usual_method(demo):
    rows = dict(row for row in demo("forecast", "calibration").rows if len(row) == 2)
    assert {"P50:", "P85:", "loss:"} == set(rows)
    report = demo("forecast", "calibration", "--json").json
    assert rows["P85:"].startswith(f"held {report['p85']['held']} of {report['p85']['dates']}, ")
    assert rows["loss:"] == f"{report['loss_rate']:.2f} of the usual method's"
    assert report["loss_rate"] < 0.5


def test_why_a_milestone_slips_is_told_cause_by_cause(demo):
    rows = {row[0]: row for row in demo("forecast", "why", "M5").rows if len(row) == 4}
    assert {"scope added", "other milestones", "blocked time", "rework", "parked time", "pace", "the rest"} == set(rows)
    assert rows["scope added"][1].startswith("+")
    assert rows["pace"][2] == "5 of 10 finished or dropped by then"
    report = demo("forecast", "why", "M5", "--json").json
    assert report["slip_seconds"] > 30 * 86400
    found = {cause["cause"]: cause for cause in report["causes"]}
    assert f"{len(found['scope']['cards'])}: " in rows["scope added"][3]
    assert demo("forecast", "why", "M8").err.endswith("no baseline yet\n")


def test_what_to_do_next_names_cards_and_days(demo):
    rows = demo("forecast", "next", "M5").rows[1:]
    assert 0 < len(rows) <= 5
    assert all(row[0].startswith("-") for row in rows)
    assert any(row[1].startswith("drop ") for row in rows)
    actions = demo("forecast", "next", "M5", "--json").json["actions"]
    assert len(actions) == len(rows)


def test_a_simulation_stands_beside_today_and_saves_nothing(demo, demo_folder):
    before = {path: path.read_bytes() for path in demo_folder.rglob("*.json")}
    rows = {row[0]: row for row in demo("simulate", "--driver", "+li", "--pace", "chen=+20%").rows}
    today = {row[0]: row for row in demo("forecast").rows}
    assert [rows["M5"][2], rows["M5"][4]] == today["M5"][3:5]
    assert rows["M5"][6].startswith("-")
    assert {path: path.read_bytes() for path in demo_folder.rglob("*.json")} == before


def test_a_simulation_says_what_it_costs_beside_today(demo):
    words = ("simulate", "--driver", "+li")
    rows = {row[0]: row for row in demo(*words).rows}
    found = demo(*words, "--json").json
    for one in found["milestones"]:
        cost = one["cost"]
        assert float(rows[one["id"]][9]) == cost["today"]["p85"]
        assert float(rows[one["id"]][10]) == cost["change"]["p85"]
        assert cost["currency"] == "CNY"
    assert "hourly rate" in found["cost_rule"]
    assert found["total_cost"]["today"]["p85"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--wip", "li=many"], "--wip: 'many' is not a number such as +1 or -2"),
        (["--wip", "li"], "--wip: 'li' is not BOARD=N"),
        (["--pace", "x=20%"], "--pace: no board 'x'; there are: chen, li, wang, zhang"),
        (["--pace", "li"], "--pace: 'li' is not BOARD=PERCENT"),
        (["--pace", "li=much"], "--pace: 'much' is not a percentage, such as 20%"),
        (["--pace", "li=+900%"], "--pace: '+900%' is not from -75% to +300%"),
        (["--rework", "120%"], "--rework: '120%' is not from 0% to 100%"),
        (["--driver", "li"], "--driver: 'li' is neither +BOARD nor -BOARD"),
        (["--scope", "M5=-3"], "--scope: '-3' is not a number from 1 to 1000"),
        (["--scope", "M55=3"], "M55"),
        (["--drop", "zhang/9999"], "9999"),
        (["--drop", "zhang/1"], "card zhang/1 is finished"),
    ],
    ids=" ".join,
)
def test_a_change_that_cannot_be_is_refused_by_name(demo, words, said):
    assert said in demo("simulate", *words, code=1).err


def test_a_simulation_of_nothing_says_what_can_be_changed(demo):
    assert "--rework 50%" in demo("simulate", code=2).err


def test_the_order_that_serves_the_milestones_stands_beside_the_own_one(demo):
    rows = [row for row in demo("forecast", "order", "--board", "chen").rows if len(row) == 5]
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert sorted(int(row[1]) for row in rows) == list(range(1, len(rows) + 1))
    due = [row[4] for row in rows if row[4]]
    assert due == sorted(due)  # M5 is due before M6, and that before M7
    report = demo("forecast", "order", "--board", "chen", "--json").json
    assert [str(one["own_place"]) for one in report["queue"]] == [row[1] for row in rows]


def test_what_no_forecast_can_say_is_null_with_its_reason(desk):
    desk("plan", "node", "add", "1", "Bridge")
    desk("plan", "node", "add", "1.1", "Structure")
    desk("plan", "node", "add", "1.1.1", "Deck")
    desk("milestone", "add", "Deck", "--gate", "1.1.1", "--baseline", "2020-01-01")
    desk("add", "Weld", "--wp", "1.1.1")
    why, then = (desk("forecast", verb, "M1", "--json").json for verb in ("why", "next"))
    assert (why["p50_at"], why["slip_seconds"], why["causes"]) == (None, None, [])
    assert (then["p85_at"], then["actions"]) == (None, [])
    assert "of 10 finished or dropped" in why["p50_at_reason"]
    assert "of 10 finished or dropped" in then["p85_at_reason"]
    assert "of 10 finished or dropped" in desk("simulate", "--rework", "50%").err
    slips = [desk(verb, "--json").json["milestones"][0]["slip_seconds"] for verb in ("forecast", "rollup")]
    assert slips[0] == pytest.approx(slips[1], abs=60)  # late by now, as the roll-up says
