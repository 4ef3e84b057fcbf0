"""Import from the shell: what is said, what is printed, and a second time."""

import json
from datetime import UTC, datetime

import pytest

from kanban.commands.cards import Add, Block
from kanban.commands.outcome import Signed
from kanban.formats import pending_changes as leftover

pytestmark = pytest.mark.every_store


@pytest.fixture
def export(request):
    return request.config.rootpath / "tests" / "data" / "trello" / "kanban_template_16cards.json"


def test_an_export_becomes_a_board_and_a_second_time_changes_nothing(desk, export):
    done = desk("import", "trello", export, "--board", "template")
    assert done.out.split() == [str(n) for n in range(1, len(done.out.split()) + 1)]
    assert len(done.out.split()) == 16
    assert "made board template" in done.err
    before = desk.content()
    again = desk("import", "trello", export, "--board", "template")
    assert again.out == ""
    assert "nothing new" in again.err
    assert desk.content() == before


def test_json_says_what_was_done_understood_and_left_out(desk, export):
    found = desk("import", "trello", export, "--json").json
    assert len(found["cards_added"]) == 16
    assert found["understood"]
    assert found["board"] in {b["board"] for b in desk("board", "list", "--json").json["boards"]}
    assert desk("import", "trello", export, "--json").json["cards_added"] == []


def test_kinds_may_be_given_and_are_checked(desk, export):
    name = json.loads(export.read_text())["lists"][0]["name"]
    refused = desk("import", "trello", export, "--kind", "Doing", code=1)
    assert "is not NAME=KIND" in refused.err
    assert "is none of queue, active, done" in desk("import", "trello", export, "--kind", "A=later", code=1).err
    assert desk.is_untouched
    desk("import", "trello", export, "--board", "x", "--kind", f"{name}=queue")
    assert desk("board", "show", "x", "--json").json["columns"][0]["kind"] == "queue"


def test_a_column_may_have_the_name_of_one_that_has_to_be_added(desk, export, reply, tmp_path):
    done = desk("import", "jira", reply, "--board", "x", "--kind", "Done=active")
    whole = json.loads(export.read_text())
    whole["lists"][-1]["name"] = "Done"
    (tmp_path / "export.json").write_text(json.dumps(whole))
    again = desk("import", "trello", "export.json", "--board", "y", "--kind", "Done=active")
    for slug, said in (("x", done.err), ("y", again.err)):
        kinds = {column["name"]: column["kind"] for column in desk("board", "show", slug, "--json").json["columns"]}
        assert (kinds["Done"], kinds["Done (2)"]) == ("active", "done")
        assert "column Done (2): done, added empty because no column of the file is done" in said


def test_cards_can_be_put_under_a_work_package(desk, export):
    desk("import", "trello", export, "--board", "x", "--wp", "1.2.3")
    assert {c["work_package"] for c in desk("list", "--json", "--all").json["cards"]} == {"1.2.3"}
    before = desk.content()
    desk("import", "trello", export, "--board", "x", "--wp", "1.2.3")
    assert desk.content() == before


def test_a_board_that_holds_other_cards_is_not_mixed_up(desk, export):
    desk("board", "create", "x")
    desk("add", "mine", "--board", "x")
    before = desk.content()
    assert "holds other cards" in desk("import", "trello", export, "--board", "x", code=1).err
    assert desk.content() == before


SIGNED = b'"ref":"bridge","by":"li","at":"2026-11-20T08:00:00'


@pytest.fixture
def left(desk, tmp_path):
    """A board with one card, and a file of two changes that were left over."""
    desk("board", "create", "bridge")
    desk("add", "Weld span 17", "--board", "bridge")
    path = tmp_path / "left.jsonl"
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    leftover.write(
        path,
        [
            leftover.Pending(Signed(command, "zhang", at), "bridge")
            for command in (Add(title="Cast pier 14"), Block(cards=("1",), why="crane"))
        ],
    )
    return path


def test_changes_that_were_left_over_are_applied_as_they_were_made(desk, left):
    assert "2 of 2 changes applied to bridge" in desk("import", "changes", left).err
    cards = {card["title"]: card for card in desk("list", "--json").json["cards"]}
    assert cards["Weld span 17"]["blocked_reason"] == "crane"
    assert cards["Cast pier 14"]["history"][0]["by"] == "zhang"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"command": ', "left.jsonl: line 1 is no change"),
        (b"\xff\xfe\n", "left.jsonl: line 1 is no change"),
        (b"[" * 100_000, "left.jsonl: line 1 is no change"),
        (b"\n\n", "left.jsonl: there is no change in it"),
        (b'{"command":{"command":"archive","cards":["9"]},' + SIGNED + b'Z"}', "change 1 cannot be made any more: "),
        (b'{"command":{"command":"undo"},' + SIGNED + b'"}', "line 1 is no change: "),
    ],
)
def test_a_file_of_changes_that_is_none_changes_nothing(desk, left, content, said):
    left.write_bytes(content)
    before = desk.content()
    assert said in desk("import", "changes", left, "--board", "bridge", code=1).err
    assert desk.content() == before


def test_a_dry_run_says_everything_and_writes_nothing(desk, export):
    tried = desk("import", "trello", export, "--board", "template", "--dry-run")
    assert tried.out == ""
    assert desk.is_untouched
    done = desk("import", "trello", export, "--board", "template")
    told = [line for line in tried.err.splitlines() if not line.startswith("dry run: ")]
    assert told
    assert told == [line for line in done.err.splitlines() if not line.startswith(("made ", "imported "))]
    assert "dry run: makes board template of " in tried.err
    assert "dry run: imported 16 cards of the board Kanban Template" in tried.err
    before = desk.content()
    assert "dry run: nothing new" in desk("import", "trello", export, "--board", "template", "--dry-run").err
    assert desk.content() == before


def test_a_dry_run_gives_the_json_of_the_import(desk, export):
    tried = desk("import", "trello", export, "--dry-run", "--json").json
    assert desk.is_untouched
    done = desk("import", "trello", export, "--json").json
    assert (tried.pop("dry_run"), done.pop("dry_run")) == (True, False)
    assert tried == done


def test_a_dry_run_is_refused_where_the_import_is(desk, export):
    assert "is no slug" in desk("import", "trello", export, "--board", "My board", "--dry-run", code=1).err
    assert desk.is_untouched
    desk("board", "create", "x")
    desk("add", "mine", "--board", "x")
    before = desk.content()
    refused = desk("import", "trello", export, "--board", "x", "--dry-run", code=1).err
    assert refused.splitlines()[-1].startswith("kanban: board x holds other cards already")
    assert "column Doing: active (guessed by name)" in refused
    assert desk.content() == before


def test_a_dry_run_of_changes_changes_nothing(desk, left):
    before = desk.content()
    tried = desk("import", "changes", left, "--dry-run")
    assert desk.content() == before
    done = desk("import", "changes", left)
    assert [line.removeprefix("dry run: ") for line in tried.err.splitlines()[1:]] == done.err.splitlines()[:-1]


def test_kinds_that_were_guessed_stand_last_but_what_was_left_out(desk, export):
    lines = desk("import", "trello", export).err.splitlines()
    kinds = [number for number, line in enumerate(lines) if line.startswith("column ")]
    assert len(kinds) == 7
    assert all("guessed by" in lines[number] for number in kinds)
    assert lines[kinds[1]] == "column Design: queue (guessed by position alone)"
    assert max(number for number, line in enumerate(lines) if line.startswith(("imported", "history"))) < kinds[0]
    assert all(line.startswith(("left out: ", "1 closed list")) for line in lines[kinds[-1] + 1 :])


def test_unknown_finishes_are_null_with_their_reason(desk, export):
    desk("import", "trello", export.parent / "simple_board_no_actions.json", "--board", "b")
    report = desk("metrics", "--json", "--cards", "--board", "b").json
    done = [card for card in report["cards"] if card["column"] == "Done"]
    assert {(card["finished_at"], card["finished_at_reason"]) for card in done} == {(None, "finish_unknown")}
    assert {card["lead_time_seconds"] for card in done} == {None}
    assert (report["total"]["finished"], report["total"]["finish_unknown"]) == (len(done), len(done))


PROJECT = """<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>{title}</Title><Tasks>
<Task><UID>1</UID><Name>Deck</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>2</UID><Name>Steel</Name><OutlineLevel>2</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>3</UID><Name>Weld</Name><OutlineLevel>3</OutlineLevel><Duration>PT16H0M0S</Duration></Task>
<Task><UID>4</UID><Name>Paint</Name><OutlineLevel>3</OutlineLevel><Duration>PT8H0M0S</Duration>
<PredecessorLink><PredecessorUID>3</PredecessorUID><Type>1</Type><LinkLag>4800</LinkLag></PredecessorLink></Task>
</Tasks></Project>"""


def test_a_project_of_microsoft_project_becomes_the_plan_with_one_undo(desk, tmp_path):
    file = tmp_path / "bridge.xml"
    file.write_text(PROJECT.format(title="Bridge"))
    tried = desk("import", "mspdi", file, "--dry-run")
    assert "dry run: nothing is written" in tried.err
    assert desk.is_untouched
    done = desk("import", "mspdi", file)
    assert done.out == tried.out
    assert done.out.splitlines()[-1] == "link 1.1.1 to 1.1.2: FS +1d"
    assert "left out: progress, resources, assignments, costs" in done.err
    assert desk("schedule", "--json").json["length_working_days"] == 4
    before = desk.content()
    assert "nothing to change" in desk("import", "mspdi", file).err
    assert desk.content() == before
    desk("plan", "undo")
    assert desk("plan", "show", "--json").json["nodes"] == []


def test_the_plan_of_another_project_is_not_mixed_up_unasked(desk, tmp_path):
    file = tmp_path / "bridge.xml"
    file.write_text(PROJECT.format(title="Bridge"))
    desk("plan", "set", "--project", "Tunnel")
    desk("plan", "node", "add", "1", "Bore")
    before = desk.content()
    refused = desk("import", "mspdi", file, code=1).err
    assert refused == (
        f"kanban: {file}: the plan is that of 'Tunnel', the file that of 'Bridge'; "
        "say --merge to import it all the same\n"
    )
    assert desk.content() == before
    assert desk("import", "mspdi", file, "--merge", "--json").json["changes"][:2] == [
        'project: "Bridge" instead of "Tunnel"', "change node 1: name Deck instead of Bore",
    ]  # fmt: skip


def test_a_project_file_that_is_none_leaves_everything_as_it_was(desk, tmp_path):
    file = tmp_path / "bridge.xml"
    file.write_text("<!DOCTYPE x><Project/>")
    assert "declares a document type" in desk("import", "mspdi", file, code=1).err
    assert desk.is_untouched


@pytest.fixture
def reply(request):
    return request.config.rootpath / "tests" / "data" / "jira" / "search_issues_20.json"


def test_issues_of_jira_become_a_board_and_a_second_time_changes_nothing(desk, reply):
    done = desk("import", "jira", reply)
    assert len(done.out.split()) == 20
    assert "made board i of" in done.err
    report = desk("metrics", "--json").json["total"]
    assert (report["cards"], report["finished"], report["started_finished"]) == (20, 14, 14)
    before = desk.content()
    assert "nothing new" in desk("import", "jira", reply).err
    assert desk.content() == before


def test_pages_of_jira_come_in_several_files(desk, reply, tmp_path):
    issues = json.loads(reply.read_text())
    for number in range(2):
        some = issues[number * 10 : number * 10 + 10]
        page = {"startAt": number * 10, "total": 20, "issues": some}
        (tmp_path / f"page{number}.json").write_text(json.dumps(page))
    first = desk("import", "jira", "page0.json", "--board", "x")
    assert "10 issues that were found are on other pages" in first.err
    desk("import", "jira", "page1.json", "--board", "x")
    desk("import", "jira", "page0.json", "page1.json", "--board", "y")
    figures = [desk("metrics", "--json", "--board", slug).json["total"] for slug in "xy"]
    for name in ("cards", "finished", "cycle_time", "lead_time", "rework"):
        assert figures[0][name] == figures[1][name]
    assert "no such file" in desk("import", "jira", "page0.json", "page2.json", "--board", "z", code=1).err


def test_kinds_of_statuses_may_be_given(desk, reply):
    tried = desk("import", "jira", reply, "--kind", "Build=queue", "--dry-run")
    assert "column Build: queue (given)" in tried.err
    assert "'Baking' is no column of" in desk("import", "jira", reply, "--kind", "Baking=queue", code=1).err
    assert desk.is_untouched


def test_a_table_of_dates_becomes_a_board(desk, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text("Ticket;Opened;Closed\nT1;2026-03-02;2026-03-05\nT2;2026-03-05;2026-03-02\n")
    assert (
        "no column is named like created; it has Ticket, Opened, Closed (--created name"
        in desk("import", "dates", path, "--finished", "Opened", code=1).err
    )
    done = desk("import", "dates", path, "--id", "Ticket")
    assert done.out.split() == ["1"]
    assert "1 row that is finished or started before it begins (line 3: T2)" in done.err
    assert desk("metrics", "--json").json["total"]["lead_time"]["p50_seconds"] == 3 * 86_400
    assert "nothing new" in desk("import", "dates", path, "--id", "Ticket").err
