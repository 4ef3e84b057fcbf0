"""What leaves as JSON: its keys, a reason beside every null, and the language of the reasons."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import msgspec
import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from plan_maker import Planner, deck, named

from kanban.commands.cards import Archive, Block, Comment, Edit
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import cards_report, metrics_report
from kanban.metrics.reports.export import REPORTS, CardDetail, encode, json_schema, plain_values
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.fields import FIELDS
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.text.messages import Message

DAY = 24
NOW = hour(9 * DAY)
ALL = Window()


@pytest.fixture
def desk() -> Desk:
    """A board with a card in every state there is."""
    desk = Desk()
    for title in ("reworked", "straight to done", "under way", "waiting", "dropped", "not planned"):
        desk.add(title, work_package=None if title == "not planned" else "1.1.1")
    desk.move("1", DOING, DAY)
    desk.move("1", REVIEW, 2 * DAY)
    desk.move("1", DOING, 3 * DAY, reason="defect")
    desk.move("1", DONE, 4 * DAY)
    desk.move("2", DONE, 4 * DAY)
    desk.move("3", DOING, 5 * DAY)
    desk.give(Block(cards=("3",), why="crane booked"), 6 * DAY)
    desk.give(Archive(cards=("5",)), 6 * DAY)
    desk.move("6", READY, DAY)
    desk.move("6", BACKLOG, DAY)
    return desk


def read(report: Any) -> dict[str, Any]:
    return json.loads(encode(report, "Asia/Shanghai"))


def metrics(desk: Desk, window: Window = ALL, **more: Any) -> dict[str, Any]:
    return read(metrics_report(deck(5 * DAY).plan, [desk.board], window, NOW, NOW, **more))


def rollup(desk: Desk, planner: Planner) -> dict[str, Any]:
    return read(rollup_report(roll_up(planner.plan, [desk.board], NOW), NOW))


def cards(desk: Desk) -> dict[str, Any]:
    board = desk.board
    return read(cards_report(deck(5 * DAY).plan, [(board, card) for card in board.cards.values()], NOW, NOW))


def nulls_without_reason(value: Any, path: str = "") -> Iterator[str]:
    """Places of nulls that no `..._reason` stands beside."""
    if isinstance(value, dict):
        for key, item in value.items():
            if item is None and not key.endswith("_reason") and not value.get(f"{key}_reason"):
                yield f"{path}.{key}"
            yield from nulls_without_reason(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nulls_without_reason(item, f"{path}[{index}]")


ALL_PLANS = {
    "late": deck(5 * DAY),
    "ahead": deck(50 * DAY),
    "no baseline": Planner().milestone(),
    "signed off": deck(5 * DAY).sign_off(4 * DAY, at=6 * DAY),
    "none": Planner(),
}


@pytest.mark.parametrize("name", ALL_PLANS)
def test_every_null_of_the_roll_up_has_its_reason(desk: Desk, name: str) -> None:
    for worked in (desk, Desk()):
        report = rollup(worked, ALL_PLANS[name])
        jsonschema.validate(report, json_schema("rollup"), cls=jsonschema.Draft202012Validator)
        assert list(nulls_without_reason(report)) == []


def test_every_null_of_the_figures_has_its_reason(desk: Desk) -> None:
    for worked in (desk, Desk()):
        report = metrics(worked, with_cards=True)
        jsonschema.validate(report, json_schema("metrics"), cls=jsonschema.Draft202012Validator)
        left = {path.rsplit(".", 1)[1] for path in nulls_without_reason(report)}
        assert left <= {"external_id", "work_package"}, "what nobody gave is no figure"


def test_cards_keep_to_their_schema_with_their_history(desk: Desk) -> None:
    desk.give(Comment(cards=("1",), text="so it is"), 7 * DAY)
    desk.give(Edit(cards=("1",), changes={"estimate": 3.0, "tags": ("steel",)}), 7 * DAY)
    report = cards(desk)
    jsonschema.validate(report, json_schema("cards"), cls=jsonschema.Draft202012Validator)
    first = report["cards"][0]
    kinds = [event["kind"] for event in first["history"]]
    assert kinds == ["created", "moved", "moved", "moved", "moved", "commented", "edited", "edited"]
    assert first["history"][1]["from"] == {"column": "Backlog", "kind": "queue", "position": 0}
    assert first["history"][3]["reason"] == "defect"
    assert (first["estimate"], first["tags"]) == (3.0, ["steel"])


def test_a_card_s_missing_times_say_why_by_codes_that_do_not_change(desk: Desk) -> None:
    rows = {row["title"]: row for row in metrics(desk, with_cards=True)["cards"]}
    assert rows["straight to done"]["started_at_reason"] == "finished_without_start"
    assert rows["straight to done"]["cycle_time_seconds_reason"] == "finished_without_start"
    assert rows["straight to done"]["cycle_days_reason"] == "finished_without_start"
    assert rows["dropped"]["finished_at_reason"] == "dropped"
    assert rows["waiting"]["started_at_reason"] == "not started"
    assert rows["under way"]["finished_at_reason"] == "not finished"
    assert rows["under way"]["age_seconds"] == 4 * DAY * 3600
    assert rows["reworked"]["age_seconds_reason"] == "finished"
    assert "cycle_time_seconds_reason" not in rows["reworked"]


def test_the_parts_of_a_span_add_up(desk: Desk) -> None:
    desk.move("1", READY, 5 * DAY, reason="parked")
    desk.move("1", DOING, 6 * DAY)
    desk.move("1", DONE, 8 * DAY)
    row = metrics(desk, with_cards=True)["cards"][0]
    parts = row["active_time_seconds"] + row["parked_time_seconds"] + row["done_gap_seconds"]
    assert row["cycle_time_seconds"] == parts == 7 * DAY * 3600
    assert (row["reopened"], row["cycle_days"], row["rework_moves"]) == (1, 8, 1)


def test_the_keys_of_the_totals_are_the_published_ones(desk: Desk) -> None:
    report = metrics(desk)
    assert list(report) == [
        "schema", "generated_at", "as_of_at", "timezone", "window", "total", "boards", "boards_unreadable",
        "definitions",
    ]  # fmt: skip
    assert list(report["total"]) == [
        "cards", "finished", "started_finished", "finished_without_start", "start_unknown", "finish_unknown",
        "dropped", "wip",
        "throughput", "cycle_time", "lead_time", "rework",
    ]  # fmt: skip
    assert list(report["total"]["cycle_time"]) == [
        "count", "mean_seconds", "p50_seconds", "p85_seconds", "p95_seconds", "low_sample", "excluded",
    ]  # fmt: skip
    assert list(report["total"]["rework"]) == [
        "finished", "reworked", "rework_rate", "moves", "moves_per_card", "time_seconds", "time_rate", "by_reason",
    ]  # fmt: skip
    board = report["boards"][0]
    checks = {key: board.pop(key) for key in ("flow_efficiency", "littles_law")}
    assert board == {**report["total"], "board": "bridge", "driver": "zhang"}
    assert list(checks["flow_efficiency"]) == ["count", "efficiency_rate", "blocked_seconds", "low_sample"]
    assert list(checks["littles_law"]) == [
        "count", "mean_wip", "throughput_per_day", "expected_cycle_time_seconds", "mean_cycle_time_seconds",
        "deviation_rate",
    ]  # fmt: skip


def test_the_keys_of_a_milestone_are_the_published_ones(desk: Desk) -> None:
    (row,) = rollup(desk, deck(5 * DAY))["milestones"]
    assert {key for key in row if not key.endswith("_reason")} == {
        "id", "name", "phase", "status", "baseline_at", "baseline_original_at", "achieved_at", "cards_done_at",
        "severity", "forecast", "slip_seconds", "slip_is_minimum", "added", "removed", "boards_unreadable",
        "work_packages",
        "cards_total", "cards_done", "cards_dropped", "completion_rate",
        "weighted_completion_rate", "days_left", "pace", "rework_rate", "rework_reworked",
        "rework_finished", "cycle_time_p85_seconds", "blocked", "oldest_blocked", "drivers",
    }  # fmt: skip
    assert row["status_reason"] == "past its baseline, 2 open"
    assert row["oldest_blocked"]["why"] == "crane booked"
    assert row["oldest_blocked"]["blocked_seconds"] == 3 * DAY * 3600
    assert [(p["code"], [b["board"] for b in p["boards"]]) for p in row["work_packages"]] == [
        ("1.1.1", ["bridge"]), ("1.1.2", []),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "end", "reasons"),
    [
        (None, None, {"from_at": "no --from: from the first card on", "to_at": "no --to: up to as_of_at"}),
        (DAY, None, {"to_at": "no --to: up to as_of_at"}),
        (DAY, 5 * DAY, {}),
    ],
)
def test_a_window_says_where_it_is_open(desk: Desk, begin, end, reasons: dict[str, str]) -> None:
    window = Window(*(None if at is None else hour(at) for at in (begin, end)))
    row = metrics(desk, window)["window"]
    assert {key.removesuffix("_reason"): said for key, said in row.items() if key.endswith("_reason")} == reasons


def test_times_are_given_in_the_plan_s_zone(desk: Desk) -> None:
    assert metrics(desk)["as_of_at"] == "2026-03-11T16:00:00+08:00"


def test_all_boards_together_are_counted_anew_not_added_up(desk: Desk) -> None:
    other = Desk()
    for _ in range(3):
        other.move(other.add(column=DOING), DONE, 10 * 1)
    report = read(
        metrics_report(deck(5 * DAY).plan, [desk.board, named(other.board, "li")], Window(), NOW, NOW)
    )  # fmt: skip
    total, boards = report["total"], report["boards"]
    assert total["cards"] == sum(board["cards"] for board in boards)
    assert total["cycle_time"]["count"] == 4
    assert total["cycle_time"]["p50_seconds"] == 10 * 3600
    assert total["rework"]["rework_rate"] == 0.25


def broken(desk: Desk) -> Desk:
    """The board with a card whose flow and history are damaged."""
    card = msgspec.structs.replace(
        desk.board.cards["3"], kept_flow=msgspec.Raw(b'{"created_at":1}'), history=msgspec.Raw(b"[{}]")
    )
    desk.board = msgspec.structs.replace(desk.board, cards={**desk.board.cards, "3": card})
    return desk


def test_a_board_with_a_damaged_card_is_named_and_the_others_are_counted(desk: Desk) -> None:
    whole = Desk()
    whole.add()
    boards = [broken(desk).board, named(whole.board, "li")]
    report = read(metrics_report(deck(5 * DAY).plan, boards, Window(), NOW, NOW, unreadable=["wang: broken"]))
    assert [board["board"] for board in report["boards"]] == ["li"]
    said = report["boards_unreadable"]
    assert said[0] == "wang: broken"
    assert said[1].startswith("bridge: card 3: neither its flow nor its history can be read")
    state = roll_up(deck(5 * DAY).plan, boards, NOW)
    assert [unread.slug for unread in state.unread] == ["bridge"]
    assert state.boards_read == 1
    assert read(rollup_report(state, NOW))["boards_unreadable"][0].startswith("bridge: card 3: ")


def test_a_card_whose_history_is_damaged_is_given_with_the_reason(desk: Desk) -> None:
    card = msgspec.structs.replace(desk.board.cards["1"], history=msgspec.Raw(b"[{}]"))
    report = read(cards_report(deck(5 * DAY).plan, [(desk.board, card)], NOW, NOW))
    (row,) = report["cards"]
    assert row["history"] is None
    assert row["history_reason"].startswith("card 1: its history cannot be read")
    assert row["flow"]["cycle_time_seconds"] == 3 * DAY * 3600


def test_boards_that_cannot_be_read_are_named_with_their_place(desk: Desk) -> None:
    gone = [UnreadableBoard("li", Problem("boards/li/board.json", "not JSON"))]
    state = roll_up(deck(5 * DAY).plan, [desk.board], NOW, gone)
    assert read(rollup_report(state, NOW))["boards_unreadable"] == ["boards/li/board.json: not JSON"]


def test_no_sentence_is_made_before_a_report_is_written(desk: Desk) -> None:
    state = roll_up(deck(5 * DAY).plan, [desk.board], NOW)
    report = rollup_report(state, NOW)
    assert isinstance(state.milestones[0].reason, Message)
    assert isinstance(report.milestones[0].status_reason, Message)
    figures = metrics_report(deck(5 * DAY).plan, [Desk().board], Window(), NOW, NOW)
    assert isinstance(figures.total.cycle_time.p50_seconds_reason, Message)
    assert plain_values(report)["milestones"][0]["status_reason"] == "past its baseline, 2 open"


def test_what_is_no_value_of_a_report_is_a_mistake() -> None:
    with pytest.raises(NotImplementedError, match="object is no value"):
        plain_values({"x": object()})


@pytest.mark.parametrize("name", REPORTS)
def test_a_schema_is_one_and_names_its_version(name: str) -> None:
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"kanban.{name}/1"
    with pytest.raises(KeyError):
        json_schema("weather")


def test_short_and_long_json_hold_the_same(desk: Desk) -> None:
    report = rollup_report(roll_up(deck(5 * DAY).plan, [desk.board], NOW), NOW)
    long, short = encode(report, "UTC"), encode(report, "UTC", pretty=False)
    assert json.loads(long) == json.loads(short)
    assert short.count(b"\n") == 1 < long.count(b"\n")


def test_every_field_of_a_card_leaves_as_json() -> None:
    assert set(FIELDS) <= set(CardDetail.__struct_fields__)
