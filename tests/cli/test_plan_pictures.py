"""The S-curves and the length of the critical path, drawn in the shell and written as SVG."""

from xml.etree import ElementTree

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("evm",), ("S-curves", "PV", "EV", "AC", "ES ", "earned schedule: ES")),
        (("schedule", "--trend"), ("length of the critical path", "than on", "the end moved from")),
    ],
    ids=["evm", "schedule"],
)
def test_it_is_drawn_and_written(demo, tmp_path, words, said):
    drawn = demo(*words, "--chart").out
    assert [word for word in said if word not in drawn] == []
    assert "└" in drawn or "+" in drawn
    path = tmp_path / "picture.svg"
    assert str(path) in demo(*words, "--svg", str(path)).err
    text = "".join(ElementTree.parse(path).getroot().itertext())
    assert [word for word in said if word not in text] == []
    assert demo(*words, "--svg", "-").out.lstrip().startswith("<")


@pytest.mark.parametrize("words", [("evm",), ("schedule",)], ids=" ".join)
def test_a_picture_is_no_json(demo, words):
    assert "--json does not go with them" in demo(*words, "--chart", "--json", code=2).err


def test_the_curves_of_a_milestone_are_those_of_its_packages(demo):
    drawn = demo("milestone", "chart", "M5", "value").out
    total = demo("milestone", "chart", "M5", "value", "--json").json
    point = [one for one in total["points"] if one["ev"] is not None][-1]
    row = next(row for row in demo("evm").rows if row[0] == "1.2.2")
    assert float(row[4]) == point["ev"]
    assert f"EV {round(point['ev']):,}" in drawn
