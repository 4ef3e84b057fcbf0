"""Logging time worked from the shell."""

import pytest

pytestmark = pytest.mark.every_store


def test_time_is_logged_shown_and_undone(desk):
    desk("add", "Weld span 17")
    assert desk("log", "1", "1h30m").err == 'logged 1h30m on "Weld span 17"\n'
    (card,) = desk("log", "1", "30m", "--json").json["cards"]
    assert card["flow"]["logged_time_seconds"] == 7200
    assert [event["minutes"] for event in card["history"] if event["kind"] == "logged"] == [90, 30]
    shown = desk("show", "1").out
    assert "logged:\t2h" in shown
    assert "logged 1h30m of work" in shown
    desk("log", "1", "-15m")
    assert "logged:\t1h45m" in desk("show", "1").out
    desk("undo")
    desk("undo")
    assert "logged:\t1h30m" in desk("show", "1").out


def test_what_is_no_time_is_refused_and_nothing_is_written(desk):
    desk("add", "Weld span 17")
    before = desk.content()
    refused = desk("log", "1", "soon", code=1).err
    assert refused == "kanban: time: 'soon' is no time worked, such as 1h30m, 90m or 1.5h\n"
    assert desk("log", "1", code=2).err.startswith("kanban: log: say a card and the time worked, such as 1h30m")
    assert desk.content() == before
