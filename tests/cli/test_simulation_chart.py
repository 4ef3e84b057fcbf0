"""`kanban simulate --chart` and `--svg`: P50 and P85 of each milestone, today and then."""

from xml.etree import ElementTree

import pytest
from test_terminal import on_terminal

from kanban.text.clean import width

CHANGE = ("simulate", "--driver", "+li")


def test_each_milestone_stands_twice_with_the_dates_of_the_table(demo):
    found = demo(*CHANGE, "--json").json["milestones"]
    lines = demo(*CHANGE, "--chart").out.splitlines()
    today, then = ([line for line in lines if f" {word} " in line and "├" in line] for word in ("today", "then"))
    assert len(today) == len(then) == len([one for one in found if one["today"]])
    assert all(line.index("├") < line.index("┤") for line in (*today, *then))
    whole = next(number for number, one in enumerate(found) if one["id"] == "M8")
    assert then[whole].rindex("┤") < today[whole].rindex("┤")  # one more driver: sooner
    assert max(map(width, lines)) <= 80


def test_it_is_written_as_a_picture(demo, tmp_path):
    path = tmp_path / "then.svg"
    assert str(path) in demo(*CHANGE, "--svg", path).err
    text = "".join(ElementTree.parse(path).getroot().itertext())
    assert [word for word in ("P50 and P85, today and then", "M8", "today", "then") if word not in text] == []
    assert demo(*CHANGE, "--svg", "-").out.lstrip().startswith("<")


def test_a_picture_is_no_json(demo):
    assert "--json does not go with them" in demo(*CHANGE, "--chart", "--json", code=2).err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_eighty_cells_of_a_terminal(demo_folder, language):
    out, code = on_terminal("-w", demo_folder, "--lang", language, "--color", "never", *CHANGE, "--chart")
    assert code == 0
    assert max(map(width, out.splitlines())) <= 80


def test_where_nothing_is_foretold_it_says_so(desk):
    desk("add", "a")
    assert "no milestone has a forecast" in desk("simulate", "--rework", "50%", "--chart").out
