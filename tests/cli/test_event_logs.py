"""Event logs from the shell: in, out, and in again."""

import csv
import io

import pytest

pytestmark = pytest.mark.every_store

LOG = """case,activity,timestamp,resource
o1,Ordered,2026-03-02 08:00,ana
o1,Cooking,2026-03-02 09:00,bo
o1,Served,2026-03-02 11:30,bo
o2,Ordered,2026-03-02 08:30,ana
o2,Cooking,2026-03-02 10:00,bo
"""
XES = "case:concept:name,concept:name,time:timestamp,org:resource"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(LOG)
    return path


def test_a_log_becomes_a_board_in_the_zone_of_the_plan_and_a_second_time_changes_nothing(desk, log):
    desk("init", desk.where, "--timezone", "Europe/Berlin")
    done = desk("import", "events", log)
    assert done.out.split() == ["1", "2"]
    assert "made board orders" in done.err
    assert "5 timestamps without an offset: taken as time of Europe/Berlin" in done.err
    card = desk("show", "1", "--json").json["cards"][0]
    assert card["history"][0]["at"] == "2026-03-02T08:00:00+01:00"
    before = desk.content()
    assert "nothing new" in desk("import", "events", log).err
    assert desk.content() == before


def test_a_dry_run_writes_nothing_and_says_the_kinds(desk, log):
    tried = desk("import", "events", log, "--dry-run", "--kind", "Cooking=active")
    assert "column Cooking: active (given)" in tried.err
    assert desk.is_untouched


def test_a_table_that_is_no_log_is_refused_with_its_columns(desk, tmp_path):
    path = tmp_path / "jira.csv"
    path.write_text('"id","created_date","finished_date"\n"T1",2015-02-05,2015-02-04\n')
    refused = desk("import", "events", path, code=1)
    assert refused.err.count("\n") == 1
    assert "it has id, created_date, finished_date" in refused.err
    assert desk.is_untouched
    assert "--case 'key' is none of its columns" in desk("import", "events", path, "--case", "key", code=1).err


def test_boards_go_out_as_a_log_that_comes_in_again(desk, log, tmp_path):
    desk("import", "events", log)
    desk("board", "create", "bridge")
    desk("add", '=HYPERLINK("http://x","y")', "--board", "bridge")
    desk("move", "1", "Doing", "--board", "bridge")
    out = desk("export", "events").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert out.startswith(XES + ",title,board,")
    assert [row["case:concept:name"] for row in rows] == ["bridge/1"] * 2 + ["orders/1"] * 3 + ["orders/2"] * 2
    assert rows[0]["title"] == '\'=HYPERLINK("http://x","y")'
    assert rows[2]["time:timestamp"] == "2026-03-02T08:00:00.000+08:00"
    alone = desk("export", "events", "--board", "orders").out
    assert [row["case:concept:name"] for row in csv.DictReader(io.StringIO(alone))] == ["1"] * 3 + ["2"] * 2
    path = tmp_path / "again.csv"
    path.write_text(alone)
    desk("import", "events", path)
    figures = [desk("metrics", "--json", "--board", slug).json["total"] for slug in ("orders", "again")]
    assert figures[0]["cycle_time"] == figures[1]["cycle_time"]
    assert figures[0]["rework"] == figures[1]["rework"]
    whole = tmp_path / "whole.csv"
    whole.write_text(out)
    desk("import", "events", whole)
    titles = {card["title"] for card in desk("list", "--json", "--all", "--board", "whole").json["cards"]}
    assert '=HYPERLINK("http://x","y")' in titles


def test_a_past_day_goes_out_as_it_was(desk, log):
    desk("import", "events", log)
    rows = desk("export", "events", "--as-of", "2026-03-02 10:30").out.splitlines()
    assert len(rows) == 5
    assert not any("Served" in row for row in rows)
    assert "lies in the future" in desk("export", "events", "--as-of", "2999-01-01", code=1).err


def test_no_boards_give_the_header_alone(empty):
    done = empty("export", "events")
    assert done.out.startswith(XES)
    assert "no boards there yet" in done.err


def test_hostile_text_goes_to_no_terminal(desk, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("case,activity,timestamp,user\n\x1b[2Jc,\x1b]52;c;x\x07Do\u202eing,2026-03-02,\x9b31m\n")
    done = desk("import", "events", path)
    out = desk("export", "events")
    for text in (done.out, done.err, out.out, out.err):
        assert all(char.isprintable() or char == "\n" for char in text)
