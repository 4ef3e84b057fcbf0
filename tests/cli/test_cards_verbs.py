"""The verbs on cards, and how cards, columns and boards are named."""

import pytest

pytestmark = pytest.mark.every_store


def test_a_card_is_added_moved_blocked_reworked_finished_and_shown(desk):
    assert desk("add", "Weld", "span", "17", "焊接", "--tag", "weld", "--member", "li", "--estimate", "3").out == "1\n"
    assert 'moved "Weld span 17 焊接" to Doing' in desk("move", "span 17", "doing").err
    desk("block", "#1", "crane booked")
    assert desk("list", "--blocked").rows[0][-1].startswith("blocked: crane booked")
    desk("unblock", "1")
    desk("move", "1", "Ready", "--reason", "defect")
    desk("comment", "1", "the inspector comes on Friday")
    desk("move", "1", "Done")
    shown = desk("show", "1").out
    for words in (
        "created in Backlog", "blocked: crane booked", "moved from Doing to Ready (rework: defect)",
        "said: the inspector comes on Friday", "rework:\t1 back", "cycle time:\t0s",
    ):  # fmt: skip
        assert words in shown
    (card,) = desk("show", "1", "--json").json["cards"]
    assert (card["column"], card["tags"], card["members"], card["estimate"]) == ("Done", ["weld"], ["li"], 3.0)
    assert card["flow"]["rework_moves"] == 1
    assert [event["kind"] for event in card["history"]] == [
        "created", "moved", "blocked", "unblocked", "moved", "commented", "moved",
    ]  # fmt: skip


def test_json_of_a_change_is_the_changed_card(desk):
    added = desk("add", "Weld span 17", "--json").json
    assert added["schema"] == "kanban.cards/1"
    assert [card["title"] for card in added["cards"]] == ["Weld span 17"]
    assert desk("move", "1", "doing", "--json").json["cards"][0]["column"] == "Doing"


def test_undo_and_redo_say_what_they_did(desk):
    desk("add", "Weld span 17")
    desk("move", "1", "doing")
    assert desk("undo").err == 'undid: moved "Weld span 17" to Doing\n'
    assert desk("list").rows[0][2] == "Backlog"
    assert desk("redo").err == 'redid: moved "Weld span 17" to Doing\n'
    assert "nothing to redo" in desk("redo", code=1).err
    assert "(undone)" not in desk("show", "1").out.splitlines()[-1]


def test_a_reason_for_a_move_that_is_none_back_is_said_not_to_be_kept(desk):
    for title in ("a", "b", "c"):
        desk("add", title)
    left = "the reason is not kept: {} not moved back"
    assert left.format("1 card was") in desk("move", "1", "doing", "--reason", "defect").err
    assert left.format("2 cards were") in desk("move", "1", "2", "doing", "--reason", "defect").err
    assert left.format("1 card was") in desk("move", "2", "3", "ready", "--reason", "defect").err
    assert "not kept" not in desk("move", "1", "ready", "--reason", "parked").err
    desk("move", "1", "2", "doing")
    lines = b'1 doing\n2 ready\n{"cards": [3], "column": "done", "reason": "change"}\n'
    assert "not kept" in desk("move", "-", stdin=lines).err
    desk("move", "1", "doing")
    assert left.format("1 card was") in desk("move", "-", "--reason", "defect", stdin=b"1 backlog\n2 done\n").err
    cards = desk("show", "1", "2", "3", "--json").json["cards"]
    assert [card["flow"]["rework_moves"] for card in cards] == [1, 2, 0]


def test_a_board_named_like_its_driver_is_said_once(desk):
    desk("board", "create", "li", "--driver", "Li")
    desk("board", "create", "tower", "--driver", "li")
    desk("add", "a", "--board", "li")
    desk("add", "a", "--board", "tower")
    assert "board:\tli\n" in desk("show", "li/1").out
    assert "board:\ttower, li\n" in desk("show", "tower/1").out
    assert "made board wang in " in desk("board", "create", "wang", "--driver", "wang").err
    assert "made board pier of wang in " in desk("board", "create", "pier", "--driver", "wang").err


@pytest.mark.parametrize("words", [["add", "-"], ["move", "-"], ["comment", "1", "--text", "-"],
                                   ["edit", "1", "--description", "-"]], ids=" ".join)  # fmt: skip
def test_standard_input_is_read_by_every_verb_alike(desk, monkeypatch, words):
    desk("add", "a")
    monkeypatch.setattr("kanban.cli.stdin_lines.MOST_BYTES", 400_000)
    refused = desk(*words, code=1, stdin=b"x" * 400_001)
    assert refused.err == "kanban: standard input is longer than 400000 bytes\n"


def test_edit_sets_takes_off_and_leaves_the_rest(desk):
    desk("add", "Weld span 17", "--due", "2026-12-10", "--tag", "a", "--tag", "b", "--wp", "1.2.3")
    desk("edit", "1", "--title", "Weld span 18", "--due", "none", "--no-tags", "--description", "-5 °C at most")
    (card,) = desk("show", "1", "--json").json["cards"]
    assert (card["title"], card["due_at"], card["tags"]) == ("Weld span 18", None, [])
    assert (card["work_package"], card["description"]) == ("1.2.3", "-5 °C at most")
    assert "exclude each other" in desk("edit", "1", "--no-tags", "--tag", "x", code=2).err
    assert "say what to change" in desk("edit", "1", code=2).err


def test_a_title_may_look_like_an_option_behind_two_dashes(desk):
    desk("add", "--top", "--", "--tag", "cleanup")
    assert desk("list").rows[0][1] == "--tag cleanup"
    desk("move", "--", "--tag cleanup", "doing")
    assert desk("list").rows[0][2] == "Doing"


def test_options_may_stand_between_cards_and_column(desk):
    for title in ("a", "b", "c"):
        desk("add", title)
    desk("move", "1", "2", "--reason", "parked", "doing")
    assert [row[2] for row in desk("list").rows] == ["Backlog", "Doing", "Doing"]


def test_places_within_a_column(desk):
    for title in ("a", "b", "c"):
        desk("add", title)
    desk("move", "1", "backlog", "--after", "2")
    desk("move", "3", "backlog", "--before", "b")
    desk("add", "d", "--top")
    assert [row[1] for row in desk("list").rows] == ["d", "c", "b", "a"]
    assert "exclude each other" in desk("move", "1", "backlog", "--bottom", "--after", "2", code=2).err
    assert "not in that column" in desk("move", "1", "doing", "--after", "2", code=1).err


def test_a_full_column_wants_a_word_more(desk):
    for title in ("a", "b", "c", "d"):
        desk("add", title)
    desk("move", "1", "2", "3", "doing")
    refused = desk("move", "4", "doing", code=1)
    assert "Doing is full (3/3)" in refused.err
    assert "--over-wip" in refused.err
    desk("move", "4", "doing", "--over-wip")
    assert "over its limit" in desk("show", "4").out


def test_archive_takes_cards_off_and_undo_brings_them_back(desk):
    desk("add", "a")
    assert "unfinished: dropped" in desk("archive", "1").err
    assert desk("list").out == ""
    assert desk("list", "--archived").rows[0][-1] == "dropped"
    desk("undo")
    assert desk("list").rows[0][1] == "a"


def test_an_ambiguous_name_asks_for_the_id(desk):
    desk("add", "Weld span 17")
    desk("add", "Weld span 18")
    refused = desk("show", "weld", code=1).err
    assert "1 'Weld span 17', 2 'Weld span 18'" in refused
    assert "could be Ready or Review" in desk("move", "1", "re", code=1).err
    desk("move", "1", "rea")


def test_boards_are_asked_for_only_where_there_is_a_doubt(desk):
    desk("board", "create", "li", "--driver", "li", "--columns", "A:queue,B b:active:3,C:done")
    assert desk("add", "only board").out == "1\n"
    desk("board", "create", "wang", "--driver", "wang")
    assert "which board? say --board with one of li, wang" in desk("add", "x", code=1).err
    desk("add", "on wang's board", "--board", "wang")
    assert "which board?" in desk("show", "1", code=1).err
    assert "on wang's board" in desk("show", "wang/1").out
    desk("board", "create", "mine")
    desk("add", "on mine")
    assert [row[1] for row in desk("list").rows] == ["on mine"]
    assert "on wang's" in desk("show", "on wang").out
    assert "one command changes one board" in desk("archive", "li/1", "wang/1", code=1).err
    assert "it has li, mine, wang" in desk("list", "--board", "nope", code=1).err


def test_list_filters(desk):
    desk("plan", "node", "add", "1", "Bridge")
    desk("plan", "node", "add", "1.2", "Deck")
    desk("plan", "node", "add", "1.2.3", "Grouting")
    desk("milestone", "add", "Deck done", "--gate", "1.2")
    desk("add", "a", "--wp", "1.2.3", "--tag", "Crane", "--member", "li", "--due", "2020-01-01")
    desk("add", "b", "--description", "look for the needle")
    desk("add", "c", "--column", "doing")
    titles = lambda *words: [row[0] for row in desk("list", "--fields", "title", *words).rows]  # noqa: E731
    assert titles() == ["a", "b", "c"]
    assert titles("--wp", "1.2") == titles("--milestone", "deck") == titles("--late") == ["a"]
    assert titles("--tag", "crane") == titles("--member", "LI") == ["a"]
    assert titles("--search", "NEEDLE") == ["b"]
    assert titles("--column", "doing") == ["c"]
    assert titles("--limit", "1") == ["a"]
    assert "2 more" in desk("list", "--limit", "1").err
    assert desk("list", "--json", "--fields", "id,title", "--limit", "1").json["cards"] == [{"id": "1", "title": "a"}]
    assert desk("list", "--tag", "none such").err == "no cards that fit\n"


def test_columns_can_be_added_renamed_limited_moved_and_deleted(desk):
    desk("add", "a", "--column", "review")
    desk("board", "column", "add", "Test", "--limit", "2")
    desk("board", "column", "move", "Test", "--before", "Review")
    desk("board", "column", "rename", "Test", "Try out")
    desk("board", "column", "limit", "Doing", "none")
    assert "name another column" in desk("board", "column", "delete", "Review", code=1).err
    desk("board", "column", "delete", "Review", "--to", "Try out")
    columns = desk("board", "show", "--json").json["columns"]
    assert [(c["name"], c["wip_limit"]) for c in columns] == [
        ("Backlog", None), ("Ready", None), ("Doing", None), ("Try out", 2), ("Done", None),
    ]  # fmt: skip
    assert columns[3]["cards"] == ["1"]


@pytest.mark.parametrize(("short", "long"), [("ls", "list"), ("mv", "move"), ("new", "add"), ("rm", "archive")])
def test_words_of_git_and_gh_work_too(desk, short, long):
    desk("add", "Weld span 17")
    words = {"list": [], "move": ["1", "doing"], "add": ["x"], "archive": ["1"]}[long]
    assert desk(short, *words).code == 0
