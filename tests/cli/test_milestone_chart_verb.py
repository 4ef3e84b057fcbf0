"""The charts of a milestone in the shell: drawn, and as JSON that keeps to its schema."""

from xml.etree import ElementTree

import jsonschema
import pytest

from kanban.cli.verbs.milestone_chart import CHARTS


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("more", [(), ("--as-of", "2026-10-20"), ("--as-of", "2026-09-05")])
@pytest.mark.parametrize("milestone", ["M7", "M4", "M8", "M9"])
def test_json_keeps_to_its_schema_and_gives_a_reason_for_each_null(demo, chart, more, milestone):
    report = demo("milestone", "chart", milestone, chart, "--json", *more).json
    schema = demo("schema", "milestone_chart").json
    jsonschema.validate(report, schema, cls=jsonschema.Draft202012Validator)
    assert report["chart"] == chart
    assert report["points"] or report["points_reason"]
    for row in (report, *report["points"]):
        for key, value in row.items():
            assert value is not None or row[f"{key}_reason"], key
            assert not key.endswith("_rate") or chart == "fever" or value is None or 0 <= value <= 1


@pytest.mark.parametrize("chart", CHARTS)
def test_a_past_moment_is_drawn_as_it_was(demo, chart):
    past = demo("milestone", "chart", "M7", chart, "--as-of", "2026-11-09")
    assert "as of Mon 09 Nov 2026" in past.out
    assert past.out == demo("milestone", "chart", "M7", chart, "--as-of", "2026-11-09").out
    assert past.out != demo("milestone", "chart", "M7", chart).out


def test_the_burnup_ends_with_what_the_milestone_shows(demo):
    last = demo("milestone", "chart", "M5", "burnup", "--json").json["points"][-1]
    shown = demo("milestone", "show", "M5", "--json").json
    assert (last["cards_done"], last["cards_scope"]) == (shown["cards_done"], shown["cards_total"])


def test_the_trend_of_today_tells_a_past_week_as_it_was_told_then(demo):
    weeks = {row["at"]: row for row in demo("milestone", "chart", "M5", "trend", "--json").json["points"]}
    (at,) = [at for at in weeks if at.startswith("2026-11-02")]
    told = demo("forecast", "M5", "--json", "--as-of", at).json["milestones"][0]
    assert (weeks[at]["p50_at"], weeks[at]["p85_at"]) == (told["p50_at"], told["p85_at"])


def test_a_chart_that_there_is_not_is_refused_with_those_there_are(demo):
    assert "burnup" in demo("milestone", "chart", "M5", "pie", code=2).err
    demo("milestone", "chart", "M77", "burnup", code=1)


def test_in_chinese_too(demo):
    text = demo("--lang", "zh", "milestone", "chart", "M7", "trend").out
    assert "里程碑趋势图" in text
    assert "基线" in text


@pytest.mark.parametrize("chart", CHARTS)
def test_a_vector_graphic_has_the_marks_of_the_drawing(demo, tmp_path, chart):
    file = tmp_path / f"{chart}.svg"
    demo("milestone", "chart", "M7", chart, "--svg", file)
    drawn = file.read_text()
    texts = [node.text for node in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert any(text.startswith("M7 Handrails") for text in texts)
    wanted = {
        "forecast": "P50 ", "burnup": "today 24 Nov", "burndown": "baseline ", "trend": "baseline", "fever": "as fast",
        "value": "as of 24 Nov",
    }  # fmt: skip
    assert any(text.startswith(wanted[chart]) for text in texts[2:])
    if chart == "trend":
        assert drawn.count('fill="#ffffff"') > 3  # P50 of each week, hollow
        assert not any(text.endswith("0d") for text in texts)  # dates stand beside the axis
    demo("milestone", "chart", "M7", chart, "--svg", file, "--json", code=2)
