"""Files that are no export, or were made to break the reader: one sentence, quickly, and nothing is changed."""

import copy
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from trello_maker import FakeTrello

from kanban.commands.imports import Import
from kanban.commands.outcome import Signed
from kanban.formats import json_file
from kanban.formats.trello.reading import load
from kanban.model.card import refold
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day


def board() -> dict[str, Any]:
    """A small export with every kind of node in it."""
    trello = FakeTrello("To Do", "Doing", "Done")
    card = trello.card("To Do", idMembers=["m" * 24], labels=[{"name": "steel", "color": "red"}], attachments=[{}])
    trello.move(card, "Doing")
    trello.change(card, name="Weld", desc="two passes", due="2024-05-01T00:00:00.000Z", closed=True)
    trello.comment(card, "so it is")
    trello.change_list("Done", softLimit=3)
    trello.act("moveCardToBoard", card={"id": card}, list=trello.ref("Doing"))
    items = [{"name": "check", "state": "complete", "pos": 1}]
    trello.checklists.append({"idCard": card, "name": "List", "pos": 1, "checkItems": items})
    return trello.export()


def changed(**parts: Any) -> bytes:
    """The export with some of its nodes replaced; `cards_0_due` names `cards[0].due`."""
    whole = copy.deepcopy(board())
    for where, value in parts.items():
        *path, last = [int(key) if key.isdigit() else key for key in where.split("_")]
        node: Any = whole
        for key in path:
            node = node[key]
        node[last] = value
    return json.dumps(whole).encode()


def dated(text: str) -> bytes:
    return changed(cards_0_due=text)


ONE = json.dumps(board()).encode()
DEEP = b"[" * 100_000
CASES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t", "is empty"),
    "text": (b"Dear Sir,", "is not a Trello board export: line 1, byte 0, near 'Dear Sir,'"),
    "truncated": (ONE[: len(ONE) // 2], "is not a Trello board export: it ends too early"),
    "two documents": (ONE + ONE, "is not a Trello board export: line 1"),
    "a list": (b"[]", r"is not a Trello board export: expected an object, not \[\]"),
    "a string": (b'"board"', "is not a Trello board export: expected an object, not 'board'"),
    "null": (b"null", "expected an object, not null"),
    "another object": (b'{"issues": []}', "has no 'lists', so it is not a Trello board export"),
    "no cards": (b'{"id": "b", "lists": []}', "has no 'cards', so it is not"),
    "no id": (b'{"lists": [], "cards": []}', "has no 'id'"),
    "cards are text": (changed(cards="none"), "cards: expected a list, not 'none'"),
    "a card is a number": (changed(cards_0=7), r"cards\[0\]: expected an object, not 7"),
    "a title is a number": (changed(cards_0_name=7), r"cards\[0\].name: expected text, not 7"),
    "a card without id": (changed(cards_0={"name": "x"}), r"cards\[0\]: has no 'id'"),
    "year 0": (dated("0000-01-01T00:00:00Z"), r"cards\[0\].due: '0000-01-01T00:00:00Z' is no date"),
    "year 10000": (dated("10000-01-01T00:00:00Z"), r"cards\[0\].due: '10000-01-01T00:00:00Z' is no date"),
    "year 1": (dated("0001-01-01T00:00:00+14:00"), r"cards\[0\].due: '0001.*' lies outside the years 1900 to 9000"),
    "year 9999": (dated("9999-12-31T23:59:59-14:00"), r"cards\[0\].due: '9999.*' lies outside"),
    "30 February": (dated("2024-02-30T00:00:00Z"), r"cards\[0\].due: '2024-02-30T00:00:00Z' is no date"),
    "an action's date": (changed(actions_0_date=None), r"actions\[0\].date: .*null"),
    "an action's old date": (
        changed(actions_3_data_old_due="0001-01-01T00:00:00Z"), r"actions\[3\].data.old.due: '0001.*' lies outside",
    ),
    "an action's title": (changed(actions_3_data_card_name=1), r"actions\[3\].data.card.name: expected text, not 1"),
    "NaN": (ONE.replace(b'"pos": 1000', b'"pos": NaN'), "is not a Trello board export: line 1.*near 'NaN"),
    "Infinity": (ONE.replace(b'"pos": 1000', b'"pos": Infinity'), "is not a Trello board export: line 1"),
    "1e999": (ONE.replace(b'"pos": 1000', b'"pos": 1e999'), r"lists\[0\].pos: 1e999: number out of range"),
    "5,000 digits": (ONE.replace(b'"pos": 1000', b'"pos": 1' + b"0" * 5000), r"lists\[0\].pos: 1000+…: number out"),
    "deep at the top": (DEEP, "expected an object"),
    "deep in a card": (ONE.replace(b'"cards": [', b'"cards": ' + DEEP), r"cards\[0\]: expected an object"),
    "deep where nobody looks": (ONE[:-1] + b', "x": ' + DEEP + b"]" * 100_000 + b"}", "nested too deep"),
    "deep objects": (b'{"a":' * 100_000, "nested too deep"),
    "deep in an action": (
        ONE.replace(b'"data": {', b'"data": {"x": ' + DEEP + b"]" * 100_000 + b", ", 1), "too deep",
    ),
    "the same card twice": (changed(cards=board()["cards"] * 2), r"cards\[1\].id: '[0-9a-f]+' is there twice"),
    "the same list twice": (changed(lists=board()["lists"] * 2), r"lists\[3\].id: '[0-9a-f]+' is there twice"),
    "a list that is not there": (changed(cards_0_idList="f00"), r"cards\[0\].idList: 'f00' is no list of the file"),
    "an id of escape codes": (changed(lists_0_id="\x1b]52;c;x\x07"), r"lists\[0\].id: '\]52;c;x' is no id"),
    "Latin-1": (ONE.replace(b"so it is", b"so it \xe9s"), "is not UTF-8 text: byte 0xe9 at offset"),
    "UTF-16": (ONE.decode().encode("utf-16"), "is not UTF-8 text: byte 0xff at offset 0"),
    "a NUL": (b"\0" * 100, "is not a Trello board export"),
    "gzip": (b"\x1f\x8b\x08\0\0\0", "is not UTF-8 text: byte 0x8b at offset 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_sentence_names_file_field_and_value(tmp_path: Path, name: str) -> None:
    content, sentence = CASES[name]
    path = tmp_path / "export.json"
    path.write_bytes(content)
    began = time.monotonic()
    with pytest.raises(Refused, match=rf"^{path}: .*{sentence}|^{path}: {sentence}") as refused:
        load(path, {})
    assert time.monotonic() - began < 1
    assert len(str(refused.value)) < len(str(path)) + 200
    assert str(refused.value).isprintable()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path, sentence in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.json", "no such file"),
        (fifo, "not a regular file"),
        (Path("/dev/zero"), "not a regular file"),
        (tmp_path / ("n" * 300), "too long"),
        (Path("a\0b"), "null byte"),
    ):
        with pytest.raises(Refused, match=sentence):
            load(path, {})


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + ONE,
        ONE.replace(b"so it is", b"cut in two: \\ud83d"),
        ONE.replace(b"so it is", b"\\\\ud83d \\ud83d\\ude00"),
        ONE + b"\n\n",
        changed(actions=None, members=None, labels=None, checklists=None),
        changed(cards_0_idMembers=["nobody"], cards_0_idLabels=["none"], actions_0_data={}),
        changed(actions=board()["actions"] * 2),
        changed(lists_0_softLimit=1e300, lists_1_pos=None, lists_2_name=None),
    ],
    ids=["BOM", "half a character", "escaped", "newlines", "nothing else", "dangling", "twice", "odd"],
)
def test_odd_but_harmless_files_are_taken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content)
    assert len(load(path, {}).command.cards) == 1


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its memory from /proc")
@pytest.mark.parametrize(
    "make",
    [
        lambda file: file.truncate(200 * 2**20),
        lambda file: file.write(b"[" * 150 * 2**20),
        lambda file: file.write(b'{"lists":[],"cards":[' + b"{}," * 40_000_000),
        lambda file: file.write(b'{"id":"b","lists":[],"cards":[' + b"[]," * 15_000_000),
        lambda file: file.write(b'{"id":"b","lists":[],"cards":[],"x":' + b"[" * 100 * 2**20),
        lambda file: file.write(b'{"id":"b","lists":[],"cards":["' + b"x" * 150 * 2**20),
        lambda file: file.write(b" " * 150 * 2**20),
    ],
    ids=["200 MB", "brackets", "objects", "lists", "deep", "one string", "blanks"],
)
def test_bombs_are_refused_soon_and_in_250_mb(tmp_path: Path, make: Callable[[Any], object]) -> None:
    path = tmp_path / "bomb.json"
    with path.open("wb") as file:
        make(file)
    code = (
        "import pathlib, re, sys\n"
        "from kanban.formats.trello.reading import load\n"
        "from kanban.text.messages import Refused\n"
        "try: load(pathlib.Path(sys.argv[1]), {})\n"
        "except Refused as refused: print(refused, file=sys.stderr)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)  # it takes one or two
    path.unlink()
    assert done.stderr.startswith(str(path))
    assert float(done.stdout) < 250


def test_the_limit_is_the_one_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(ONE)
    with pytest.raises(Refused, match="are too large, at most 0 MB are read"):
        json_file.read(path, limit=100)
    monkeypatch.setattr(json_file, "OBJECT_LIMIT", 3)
    with pytest.raises(Refused, match="holds more than 3 objects"):
        load(path, {})


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from nodes(part, (*path, key))


NODES = list(nodes(board()))
ANY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        ["", "2024-01-01T00:00:00Z", "1900-01-01T00:00:00+23:59", "8" * 24, "\x1b[2J", "done", *board()["lists"][0]]
    ),
    st.sampled_from([one["id"] for one in board()["lists"]] + [board()["cards"][0]["id"]]),
    st.just({}), st.just([]), st.just([None]), st.just({"id": None}), st.just([[]]),
)  # fmt: skip


@given(changes=st.lists(st.tuples(st.sampled_from(NODES), ANY), min_size=1, max_size=3))
@settings(max_examples=often(400))
def test_any_value_anywhere_is_taken_or_refused(tmp_path: Path, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    whole = board()
    for path, value in changes:
        node: Any = whole
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    file = tmp_path / "export.json"
    file.write_text(json.dumps(whole))
    try:
        command = load(file, {}).command
    except Refused as refused:
        sentence = str(refused)
    else:
        sentence = ""
        _takes(FolderStore(tmp_path), command)
    assert not sentence or sentence.startswith(f"{file}: ")


def _takes(store: FolderStore, command: Import) -> None:
    slug = f"b{len(store.boards())}"
    store.create_board(slug, "ana")
    for _ in range(2):
        taken, (applied,) = store.apply(slug, [Signed(command, "ana", now())])
        assert applied.refusal is None
    assert str(applied.message).startswith("nothing new")
    assert FolderStore(store.folder).board(slug).problems == ()
    assert all(refold(card.id, card.history) == card for card in taken.cards.values())
