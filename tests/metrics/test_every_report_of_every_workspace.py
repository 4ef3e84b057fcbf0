"""Every report, of workspaces of many kinds: its schema, its reasons, its keys, its times, its language."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from every_report import WORKSPACES, Workspace, made, reports
from makers import hour
from reported import read, wrong

from kanban.metrics.reports.export import REPORTS, encode
from kanban.text import messages

pytestmark = pytest.mark.any_day


def values(content: Any, path: str = "") -> dict[str, Any]:
    """Each single value by its path."""
    if isinstance(content, dict):
        return {p: v for key, item in content.items() for p, v in values(item, f"{path}.{key}").items()}
    if isinstance(content, list):
        return {p: v for number, item in enumerate(content) for p, v in values(item, f"{path}[{number}]").items()}
    return {path: content}


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_a_report_keeps_to_its_schema_and_says_why_of_each_null(workspace: str) -> None:
    for name, report in made(workspace):
        assert wrong(read(report), name) == [], name


def test_every_report_that_there_is_is_made_of_a_busy_workspace() -> None:
    assert {name for name, _ in made("two busy boards")} == set(REPORTS)


@pytest.mark.parametrize("workspace", ["two busy boards", "all done", "a plan without boards"])
def test_a_report_says_what_it_is_of_when_and_in_which_zone(workspace: str) -> None:
    work: Workspace = WORKSPACES[workspace]()
    for name, report in made(workspace):
        content = read(report, "UTC")
        assert content["schema"] == f"kanban.{name}/1"
        assert content["timezone"] == work.plan.timezone
        assert content["generated_at"] > content.get("as_of_at", "")
        if name != "cards":
            assert report.as_of_at in (hour(work.at), hour(work.at - 7 * 24))


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?[+-]\d\d:\d\d")


def test_another_zone_changes_the_offsets_and_nothing_else() -> None:
    for name, report in made("two busy boards"):
        here, there = values(read(report, "UTC")), values(read(report, "Asia/Kolkata"))
        assert here.keys() == there.keys()
        for path, value in here.items():
            if isinstance(value, str) and _MOMENT.fullmatch(value):
                assert there[path].endswith("+05:30"), (name, path)
                assert datetime.fromisoformat(there[path]) == datetime.fromisoformat(value), (name, path)
            else:
                assert there[path] == value, (name, path)


def test_a_report_on_one_line_holds_the_same() -> None:
    for _, report in made("two busy boards"):
        short = encode(report, "UTC", pretty=False)
        assert short.endswith(b"\n")
        assert short.count(b"\n") == 1
        assert values(read(report, "UTC")) == values(json.loads(short))


def test_what_is_made_twice_of_the_same_is_the_same_byte_for_byte() -> None:
    for (name, once), (_, again) in zip(made("two busy boards"), reports(WORKSPACES["two busy boards"]()), strict=True):
        assert encode(once, "UTC") == encode(again, "UTC"), name


_CODES = {
    "run",
    "outside",
    "near_limit",
    "finished_without_start",
    "start_unknown",
    "created_unknown",
    "finish_unknown",
    "dropped",
}


@pytest.mark.parametrize("workspace", ["two busy boards", "one card in work", "nothing"])
def test_in_chinese_sentences_are_chinese_and_keys_codes_and_numbers_the_same(
    workspace: str, compiled_catalogues: None
) -> None:
    english = [values(read(report)) for _, report in made(workspace)]
    before = messages.language()
    messages.use_language("zh_CN")
    try:
        chinese = [values(read(report)) for _, report in reports(WORKSPACES[workspace]())]
    finally:
        messages.use_language(before)
    for there, here in zip(english, chinese, strict=True):
        assert there.keys() == here.keys()
        for path, value in there.items():
            is_said = path.endswith(("_reason", ".rule", "_rule", ".message")) or ".definitions." in path
            if not is_said or value in _CODES or value is None:
                assert here[path] == value, path
            elif "crane" not in value and ".boards_unreadable" not in path:
                assert any("一" <= letter <= "鿿" for letter in here[path]), (path, here[path])
