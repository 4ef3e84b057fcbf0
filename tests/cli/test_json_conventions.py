"""What every JSON of every verb keeps to (DOMAIN, section 6): names, units, times, reasons; and no language."""

import re
from collections.abc import Iterator
from datetime import datetime

import jsonschema
import pytest
from calls import DEMO_NOW, Result

from kanban.cli.declaring import Command
from kanban.cli.verbs import table
from kanban.cli.verbs.about import EXPORTS

CALLS = {
    "list": ["list", "--all-boards", "--all"], "show": ["show", "zhang/1", "li/7"], "metrics": ["metrics", "--cards"],
    "quality": ["quality"], "rollup": ["rollup"], "rollup since": ["rollup", "--since", "-7d"],
    "forecast show": ["forecast"], "forecast why": ["forecast", "why", "M5"],
    "forecast next": ["forecast", "next", "M5"], "forecast order": ["forecast", "order", "--board", "li"],
    "forecast calibration": ["forecast", "calibration"], "simulate": ["simulate", "--rework", "50%"],
    "milestone list": ["milestone"], "milestone show": ["milestone", "show", "M5"],
    "milestone chart": ["milestone", "chart", "M5", "burnup"], "plan show": ["plan"], "plan log": ["plan", "log"],
    "doctor": ["doctor"], "board list": ["board"], "board show": ["board", "show", "zhang"],
    "board log": ["board", "log", "zhang"], "link list": ["link"], "calendar show": ["calendar"],
    "schedule": ["schedule", "--trend"], "timeline": ["timeline"], "budget list": ["budget"], "rate list": ["rate"],
    "cost list": ["cost"], "evm": ["evm", "--weekly"], "benefit": ["benefit", "2027-01-01=5"],
    "savings": ["savings", "--before", "-8w..-4w", "--after", "-4w..today"],
}  # fmt: skip
"""A call of each verb that only reads; the others print what `show` and `import` print."""
CHANGING = {
    "add", "move", "done", "edit", "block", "unblock", "comment", "log", "archive", "unarchive", "undo", "redo",
    "import trello", "import jira", "import events", "import dates", "import mspdi",
}  # fmt: skip
SCHEMAS = {
    "list": "cards", "show": "cards", "metrics": "metrics", "quality": "quality", "rollup": "rollup",
    "rollup since": "changes", "forecast show": "forecast", "forecast why": "slip", "forecast next": "next",
    "forecast order": "order", "forecast calibration": "calibration", "simulate": "simulation",
    "milestone list": "rollup", "milestone chart": "milestone_chart", "schedule": "schedule", "timeline": "timeline",
    "evm": "evm", "benefit": "benefit", "savings": "savings",
}  # fmt: skip
NOT_GIVEN = {
    "external_id", "work_package", "due_at", "estimate", "phase", "wip_limit", "driver", "from", "to", "why", "what",
    "voids", "column", "at", "from_at", "to_at", "baseline_at", "note",
}  # fmt: skip
"""What people may leave out: null says so, and has no reason."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d")
TEXTS = re.compile(r"(_reason|^message|^rule|_rule|^watching|^words|^understood|^left_out)$")
"""Keys whose values are sentences, in the reader's language."""
Place = tuple[str | int, ...]


def values(node: object, place: Place = ()) -> Iterator[tuple[Place, dict[str, object], object]]:
    """Each value with the keys that lead to it, and the object that it stands in; without the definitions."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "definitions":
                yield (*place, key), node, value
                yield from values(value, (*place, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from values(value, (*place, number))


def is_data(place: Place) -> bool:
    """Whether a key is not one of the format but a name of the user's: a board, a reason for leaving out."""
    return bool({"problems", "excluded", "by_reason"} & set(place[:-1]))


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def printed(demo, kept):
    """What a call prints as JSON; each is made once, as at one moment the demo says the same."""

    def call(name: str, lang: str = "en") -> Result:
        if (name, lang) not in kept:
            kept[name, lang] = demo("--lang", lang, *CALLS[name], "--json")
        return kept[name, lang]

    return call


def test_every_verb_with_json_is_called_here():
    takes = {name for name in table.VERBS for one in Command(table.load(name), name).params if "--json" in one.opts}
    assert takes == {*(name for name in CALLS if name != "rollup since"), *CHANGING}
    assert set(SCHEMAS.values()) == set(EXPORTS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_keeps_to_the_schema_that_the_program_publishes(printed, demo, name):
    found = printed(name).json
    assert found["schema"] == f"kanban.{SCHEMAS[name]}/1"
    jsonschema.validate(found, demo("schema", SCHEMAS[name]).json, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", CALLS)
def test_keys_say_the_unit_and_null_has_its_reason(printed, name):
    for place, beside, value in values(printed(name).json):
        key = place[-1]
        if isinstance(key, int) or is_data(place):
            continue
        assert re.fullmatch("[a-z][a-z0-9_]*", key), place
        if value is None:
            assert f"{key}_reason" in beside or key in NOT_GIVEN or key.endswith("_reason"), place
        elif key.endswith("_at"):
            assert MOMENT.fullmatch(value), (place, value)
            assert datetime.fromisoformat(value).utcoffset() is not None
        elif key.endswith(("_seconds", "_minutes", "_days")):
            assert isinstance(value, int | float | list), place
            assert not isinstance(value, bool)
        elif key.endswith("_rate"):
            assert 0 <= value <= 1 or key in ANY_RATE, (place, value)
        elif key.endswith("_reason") and key != "by_reason":
            assert isinstance(value, str), place
            assert beside[key.removesuffix("_reason")] is None or key in WITH_VALUE, place


ANY_RATE = {"deviation_rate", "loss_rate", "efficiency_rate"}
WITH_VALUE = {"status_reason", "blocked_reason"}
"""Reasons of what is there, not of what is missing."""
SLOW = {"forecast next", "forecast calibration", "simulate", "milestone list", "schedule", "milestone chart"}
"""Left out of what is asked twice."""


@pytest.mark.parametrize("name", sorted(CALLS.keys() - SLOW))
def test_another_language_changes_the_sentences_and_nothing_else(printed, name):
    english, chinese = (list(values(printed(name, lang).json)) for lang in ("en", "zh"))
    assert [place for place, _, _ in english] == [place for place, _, _ in chinese]
    for (place, _, first), (_, _, second) in zip(english, chinese, strict=True):
        is_said = any(isinstance(key, str) and TEXTS.search(key) for key in place)
        assert first == second or isinstance(first, dict | list) or is_said, place


@pytest.mark.parametrize("name", CALLS)
def test_it_is_one_document_alone_on_standard_output(printed, name):
    done = printed(name)
    assert done.out.startswith("{\n")
    assert done.out.endswith("\n}\n")
    assert "\033" not in done.out
    assert not any(line.startswith("{") for line in done.err.splitlines())


@pytest.mark.parametrize("name", ["metrics", "quality", "evm", "savings", "benefit"])
def test_a_date_alone_is_its_last_millisecond_in_the_plans_zone(demo, name):
    found = demo(*CALLS[name], "--json", "--as-of", "2026-11-20").json
    assert found["as_of_at"] == "2026-11-20T23:59:59.999+08:00"
    assert found["timezone"] == "Asia/Shanghai"
    assert datetime.fromisoformat(found["generated_at"]) == DEMO_NOW
