"""Files that are no boards: one sentence with file and place, within seconds and 400 MB, and nothing overwritten."""

import json
import os
import re
import resource
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.errors import StoreError
from kanban.store.folder.restore import restore_board
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

MEGA = 2**20
HEAD = b'{"board":{"1":{"schema":1,"slug":"bridge","driver":"zhang"'
BOMBS = {
    "eight gigabytes of nothing": lambda path: os.truncate(path, 8 * 2**30),
    "deep lists": lambda path: path.write_bytes(b"[" * 30 * MEGA),
    "deep objects": lambda path: path.write_bytes(b'{"a":' * 10 * MEGA),
    "a deep field": lambda path: path.write_bytes(HEAD + b',"history":' + b"[" * MEGA + b"]" * MEGA + b"}}}"),
    "a number of sixty million digits": lambda path: path.write_bytes(
        b'{"board":{"1":{"schema":' + b"9" * 60 * MEGA + b"}}}"
    ),
    "a huge exponent": lambda path: path.write_bytes(b'{"board":{"1":{"schema":1e999999999}}}'),
    "millions of tables": lambda path: path.write_bytes(
        b"{" + b",".join(b'"%d":{}' % n for n in range(5 * MEGA)) + b"}"
    ),
    "millions of cards": lambda path: path.write_bytes(
        HEAD + b'}},"cards":{' + b",".join(b'"%d":{}' % n for n in range(4 * MEGA)) + b"}}"
    ),
    "a million cards below the counting": lambda path: path.write_bytes(
        HEAD + b'}},"cards":{' + b",".join(b'"%d":{}' % n for n in range(MEGA)) + b"}}"
    ),
    "millions of strings": lambda path: path.write_bytes(HEAD + b',"imports":[' + b'"ab",' * 12 * MEGA + b'"x"]}}}'),
    "no UTF-8": lambda path: path.write_bytes(b"\xff\xfe" * MEGA),
    "not even text": lambda path: path.write_bytes(os.urandom(MEGA)),
    "one long string": lambda path: path.write_bytes(b'{"' + b"a" * 60 * MEGA),
    "a link to zeros": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    "a link to a board": lambda path: (path.rename(path.with_name("real")), path.symlink_to("real")),
    "a link to itself": lambda path: (path.unlink(), path.symlink_to(path)),
    "a dangling link": lambda path: (path.unlink(), path.symlink_to("nowhere")),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "gone": lambda path: path.unlink(),
}


def fill(place):
    given_ = [Signed(Add(title=f"card {n}"), "zhang", now()) for n in range(5)]
    given_.append(Signed(Move(cards=("2",), column="c3"), "zhang", now()))
    place.apply("bridge", given_)
    return place.board_path("bridge")


def cpu_seconds():
    """What the programs that have ended took; on a busy machine that is less than what passed."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.mark.parametrize("how", BOMBS)
def test_a_bomb_is_refused_in_one_sentence_within_five_seconds_and_400_megabytes(place, how):
    path = fill(place)
    BOMBS[how](path)
    before = os.lstat(path) if os.path.lexists(path) else None
    for words in (["list", "--board", "bridge"], ["add", "x", "--board", "bridge"], ["metrics"], ["doctor"]):
        began = cpu_seconds()
        code = (
            "import sys, atexit, re; from kanban.__main__ import main; sys.argv[0] = 'kanban'\n"
            "hwm = lambda: re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]\n"
            "atexit.register(lambda: print('peak', hwm(), file=sys.stderr))\n"
            "main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "-w", str(place.folder), *words],
            capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert cpu_seconds() - began < 5, words
        peak = int(re.search(r"peak (\d+)", done.stderr)[1])
        assert peak < 400 * 1024, (words, peak)
        assert "Traceback" not in done.stderr
        sentences = [line for line in (done.stdout + done.stderr).splitlines() if str(path) in line]
        assert len(sentences) == 1, done
        assert len(sentences[0]) < 500
        assert done.returncode != 0 or words == ["metrics"]
    after = os.lstat(path) if os.path.lexists(path) else None
    assert (before and (before.st_ino, before.st_mtime_ns)) == (after and (after.st_ino, after.st_mtime_ns))


def mutated(content, data):
    """The content with a few random wounds."""
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(0, len(content) - 1)))
        kind = data.draw(st.sampled_from(["cut", "drop", "put", "swap", "number"]))
        if kind == "cut":
            content = content[:place]
        elif kind == "drop":
            content = content[:place] + content[place + data.draw(st.integers(1, 30)) :]
        elif kind == "put":
            content = content[:place] + data.draw(st.binary(min_size=1, max_size=12)) + content[place:]
        elif kind == "swap":
            content = (
                content[:place]
                + data.draw(st.sampled_from([b"{", b"}", b'"', b",", b"null", b"[]"]))
                + content[place + 1 :]
            )
        else:
            content = content[:place] + re.sub(rb"\d+", b"9" * 40, content[place:], count=1)
    return content


def survives(place, path, content):
    """Reading and writing either work or say why; what is broken stays as it is; restoring gives a sound board."""
    path.write_bytes(content)
    store = FolderStore(place.folder)
    try:
        board = store.board("bridge")
        _, (applied,) = store.apply("bridge", [Signed(Add(title="x"), "zhang", now())])
        refused = "" if applied.refusal is None else f"{path}: {applied.refusal}"
        assert refused or not board.problems
    except StoreError as error:
        refused = str(error)
    if refused:
        assert str(path) in refused
        assert "\n" not in refused
        assert path.read_bytes() == content
    restore_board(path, "bridge", now())
    board = FolderStore(place.folder).board("bridge")
    assert not board.problems


def test_wounded_files_are_named_left_alone_and_restored(place, many):
    path = fill(place)
    good = path.read_bytes()

    @settings(max_examples=many(60, 400))
    @given(st.data())
    def wound(data):
        survives(place, path, mutated(good, data))

    wound()


def changed(path, change):
    content = json.loads(path.read_bytes())
    change(content)
    return json.dumps(content).encode()


EDITS = {
    "two cards of one id": lambda c: c["cards"].update({"9": c["cards"]["1"]}),
    "a column nobody has": lambda c: c["cards"]["1"].update(column="c99"),
    "columns of one id": lambda c: c["board"]["1"].update(columns=[{"id": "a", "name": "A", "kind": "done"}] * 3),
    "a card that is a list": lambda c: c["cards"].update({"1": []}),
    "cards that are a list": lambda c: c.update(cards=[]),
    "a title that is a number": lambda c: c["cards"]["1"].update(title=5),
    "a history of nothing": lambda c: c["cards"]["1"].update(history=None),
    "a time in words": lambda c: c["cards"]["1"]["flow"].update(created_at="yesterday"),
    "a newer schema": lambda c: c["board"]["1"].update(schema=2),
    "a negative schema": lambda c: c["board"]["1"].update(schema=-1),
    "no board": lambda c: c.pop("board"),
    "an id given already": lambda c: c["board"]["1"].update(next_id="1"),
    "another slug": lambda c: c["board"]["1"].update(slug="../x"),
    "undo of what is not there": lambda c: c["board"]["1"].update(undo=[[1]]),
}


@pytest.mark.parametrize("how", EDITS)
def test_a_hand_edited_file_is_named_left_alone_and_restored(place, how):
    path = fill(place)
    survives(place, path, changed(path, EDITS[how]))
