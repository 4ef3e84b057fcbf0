"""Old cards leave for the year's archive in a real process that fails or dies at each of its calls in turn."""

import errno
import json
import os
import re
from datetime import UTC, datetime, timedelta

import pytest
from test_calls import prelude

from kanban.cli.main import run
from kanban.commands.cards import Add, Edit
from kanban.commands.outcome import Signed
from kanban.store import finished_long_ago
from kanban.store.folder import past_years
from kanban.store.folder.store import FolderStore

LONG_AGO = datetime(2025, 12, 30, 12, tzinfo=UTC)
FEW = "\nfrom kanban.store import finished_long_ago\nfinished_long_ago.MORE_THAN = 5\n"


@pytest.fixture
def old(place):
    """Cards finished in two years, ready to leave at the next command, and what the board's folder holds."""
    days = [LONG_AGO + timedelta(days=n) for n in range(1, 9)]
    place.apply("bridge", [Signed(Add(title=f"card {at:%d}", column="c5"), "zhang", at) for at in days])
    place.apply("bridge", [Signed(Add(title="open"), "zhang", days[-1])])
    more = [Edit(cards=("9",), changes={"title": f"open {n}"}) for n in range(101)]
    place.apply("bridge", [Signed(one, "zhang", days[-1]) for one in more])
    return place


def put_back(place, files):
    folder = place.board_path("bridge").parent
    for one in folder.iterdir():
        one.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("code", [errno.ENOSPC, "kill"])
def test_archiving_that_fails_or_dies_at_any_call_loses_and_doubles_no_card(old, kanban, many, code):
    folder = old.board_path("bridge").parent
    files = {one.name: one.read_bytes() for one in folder.iterdir()}
    before = old.board("bridge").all_cards
    process = kanban("add", "new", prelude=prelude(0, errno.EIO) + FEW)
    total = int(re.search(r"calls (\d+)", process.communicate()[1])[1])
    assert len(FolderStore(old.folder).board("bridge").past_cards) == 8
    assert total > 40
    for wanted in range(1, total + 1, many(9, 1)):
        put_back(old, files)
        process = kanban("add", "new", prelude=prelude(wanted, code) + FEW)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        board = FolderStore(old.folder).board("bridge")
        assert not board.problems
        assert not finished_long_ago.problems_of(board)
        assert {i: board.all_cards[i] for i in before} == before
        assert len(board.all_cards) - len(before) in ((1,) if process.returncode == 0 else (0, 1))
        if process.returncode == 0:
            assert out.strip() in board.cards
        assert kanban("add", "after all", prelude=FEW).wait() == 0
        board = FolderStore(old.folder).board("bridge")
        assert len(board.past_cards) == 8, "the next command finishes the job"
        assert {i: board.all_cards[i] for i in before} == before
        assert not list(folder.glob("*.tmp"))


SPOILERS = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-30]),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a link": lambda path: (path.unlink(), path.symlink_to("board.json")),
    "8 GB of nothing": lambda path: os.truncate(path, 8 * 2**30),
    "other years' cards": lambda path: path.write_text(json.dumps({"past": {"1": {"schema": 1}}, "cards": {}})),
    "one odd card": lambda path: path.write_bytes(path.read_bytes().replace(b'"title":"card 03"', b'"title":3')),
}


@pytest.mark.parametrize("how", SPOILERS)
def test_a_spoilt_archive_is_named_and_brought_back(old, kanban, how, capsys):
    assert kanban("add", "new", prelude=FEW).wait() == 0
    cards = FolderStore(old.folder).board("bridge").all_cards
    path = past_years.path_of(old.board_path("bridge").parent, "2026")
    SPOILERS[how](path)
    assert run(["-w", str(old.folder), "doctor"]) == 1
    assert str(path) in capsys.readouterr().out
    assert run(["-w", str(old.folder), "add", "meanwhile"]) == 0
    assert run(["-w", str(old.folder), "doctor", "--restore", "--board", "bridge"]) == 0
    assert f"{path}: brought back from {path.name}.0" in capsys.readouterr().out
    board = FolderStore(old.folder).board("bridge")
    assert not finished_long_ago.problems_of(board)
    assert {i: board.all_cards[i] for i in cards} == cards
    assert run(["-w", str(old.folder), "doctor"]) == 0
