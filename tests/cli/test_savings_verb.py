"""Before and after, from the shell."""

import jsonschema
import pytest

from kanban.metrics.reports.export import json_schema

WINDOWS = ("--before", "2026-09-01..2026-10-15", "--after", "2026-10-15..2026-11-24")


def test_two_windows_of_the_demo_are_compared(demo):
    rows = demo("savings", *WINDOWS).rows
    assert [row[0] for row in rows] == ["cycle_time", "rework_time", "logged_time"]
    assert rows[0][-1] in ("less", "more", "not distinguishable from noise")
    report = demo("savings", *WINDOWS, "--json").json
    jsonschema.validate(report, json_schema("savings"), cls=jsonschema.Draft202012Validator)
    assert report["hourly_cost"] == 200
    assert demo("savings", *WINDOWS, "--json").json["changes"] == report["changes"]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        ([], 2, "savings: say --before FROM..TO and --after FROM..TO"),
        (["--before", "soon", "--after", "-1w..today"], 1,
         "before: 'soon' is no span FROM..TO, such as 2026-09-01..2026-10-01"),
        (["--before", "2026-09-02..2026-09-01", "--after", "-1w..today"], 1,
         "before: '2026-09-02..2026-09-01' ends before it begins"),
    ],
)  # fmt: skip
def test_a_window_that_is_none_is_refused(demo, words, code, why):
    assert f"kanban: {why}" in demo("savings", *words, code=code).err
