"""Every field of a Jira reply has a fate, and whatever a file holds, it is taken or refused in one sentence."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_maker import FakeJira, JiraDesk, worked_on
from test_jira import DATA, NOT_HERE, PAGES

from kanban.formats.jira.document import text_of
from kanban.formats.jira.fields import IGNORED, TOLD, fate
from kanban.formats.jira.reading import load
from kanban.model.card import refold
from kanban.text.messages import Refused


@pytest.fixture
def desk(tmp_path: Path) -> JiraDesk:
    return JiraDesk(tmp_path)


# Every field has a fate


def keys(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from keys(one, path)
    elif isinstance(value, dict):
        for name, below in value.items():
            here = f"{path}.{name}".lstrip(".")
            yield here
            yield from keys(below, here)


def becomes(path: str) -> str:
    """The fate of a key, or of the nearest key above it that is told or ignored."""
    parts = path.split(".")
    found = [fate(".".join(parts[:n])) for n in range(len(parts), 0, -1)]
    return next((one for n, one in enumerate(found) if one in ("told", "ignored") or (one == "kept" and not n)),
                "unknown")  # fmt: skip


@pytest.mark.parametrize("path", [*sorted(DATA.glob("*.json")), *PAGES], ids=lambda p: p.stem)
def test_every_key_of_the_real_replies_is_kept_told_or_ignored(path: Path) -> None:
    if not path.exists():
        pytest.skip(NOT_HERE)
    whole = json.loads(path.read_text(encoding="utf-8"))
    found = {key: becomes(key) for key in keys(whole, "" if "issues" in whole else "issues")}
    assert [key for key, what in found.items() if what == "unknown"] == []
    said = "\n".join(map(str, load(path, {}).left_out))
    assert "not known here" not in said


def test_no_field_has_two_fates() -> None:
    ignored = [path for paths in IGNORED.values() for path in paths.split()]
    told = [path for one in TOLD for path in one.paths]
    assert len(set(ignored)) == len(ignored)
    assert {fate(path) for path in ignored} == {"ignored"}
    assert {fate(path) for path in told} == {"told"}
    assert fate("issues.fields.customfield_10020") == "told"
    assert fate("issues.fields.weather") == "unknown"


def test_what_is_not_kept_is_told_with_its_count(desk: JiraDesk, jira: FakeJira) -> None:
    jira.issue(customfield_10020=[{"id": 1}, {"id": 2}], customfield_10030=None, priority={"name": "High"},
               components=[{"name": "a"}, {"name": "b"}], weather="fair", votes={"votes": 3},
               issuelinks=[{}])  # fmt: skip
    desk(jira.page())
    for sentence in (
        "2 values of custom fields, not kept here: customfield_10020 2",
        "1 priority, not kept here",
        "2 components or versions, not kept here",
        "1 value of fields not known here: issues.fields.weather 1",
        "1 issue with votes",
        "1 link to another issue, not kept here",
    ):
        assert sentence in desk.said, sentence


# Files that are no reply


def changed(where: str, value: Any) -> bytes:
    whole: Any = worked_on().page()
    node = whole
    *path, last = [int(key) if key.isdigit() else key for key in where.split(".")]
    for key in path:
        node = node[key]
    node[last] = value
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty, not a Jira search reply"),
        (b"Dear Sir,", "is not a Jira search reply: line 1, byte 0, near 'Dear Sir,'"),
        (b'{"lists": []}', "has no 'issues', so it is not a Jira search reply"),
        (b'{"errorMessages": ["no"]}', "has no 'issues'"),
        (b'{"issues": []}', "no issue of it can be used: there is none"),
        (b"[]", "no issue of it can be used: there is none"),
        (b"[7]", r"\[0\]: expected an object, not 7"),
        (b'"x"', "is not a Jira search reply: expected an object"),
        (b'{"issues": 7}', "issues: expected a list, not 7"),
        (b'{"key": "A-1"}\n{"key": \n', "line 2 is no JSON"),
        (
            b'{"key": "A-1", "fields": {"summary": "x"}}',
            "no issue of it can be used: 1 issue without a status or a cha",
        ),
        (
            b'{"key": "A-1", "fields": {"status": {"name": "x"}}}',
            "no issue of it can be used: 1 issue without any date",
        ),
        (changed("issues.1.fields.created", "soon"), r"issues\[1\].fields.created: 'soon' is no date"),
        (changed("issues.0.fields.summary", 7), r"issues\[0\].fields.summary: expected text, not 7"),
        (
            changed("issues.0.changelog.histories.1.created", None),
            r"issues\[0\].changelog.histories\[1\].created: '' is",
        ),
        (changed("issues.0.fields.created", "0001-01-01T00:00:00+0000"), "lies outside the years 1900 to 9000"),
        (b'{"issues": [' + b"[" * 100_000, "Jira search reply"),
        (b"\xff\xfe", "is not UTF-8 text"),
    ],
)
def test_one_sentence_names_file_field_and_value(desk: JiraDesk, content: bytes, said: str) -> None:
    desk.path.write_bytes(content)
    with pytest.raises(Refused, match=f"^{desk.path}: .*{said}|^{desk.path}: {said}") as refused:
        load(desk.path, {})
    assert len(str(refused.value)) < len(str(desk.path)) + 200


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from nodes(part, (*path, key))


NODES = list(nodes(worked_on().page()))
ANY = st.sampled_from([None, True, 7, 1.5, "", "x", "Done", "6", "2026-01-01T00:00:00.000+0000", {}, [], [None], [{}],
                       "\x1b[2J", "9" * 300, {"name": None}])  # fmt: skip


@given(changes=st.lists(st.tuples(st.sampled_from(NODES), ANY), min_size=1, max_size=3))
def test_any_value_anywhere_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[Any, ...], Any]]
) -> None:
    whole: Any = worked_on().page()
    for path, value in changes:
        node = whole
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    desk = JiraDesk(tmp_path_factory.mktemp("reply"))
    try:
        desk(whole)
    except Refused as refused:
        sentence = str(refused)
    else:
        sentence = ""
        before = desk.board
        assert all(refold(card.id, card.history) == card for card in before.cards.values())
        desk(whole)
        assert desk.board == before
    assert not sentence or sentence.startswith((f"{desk.path}: ", "the imported columns make no board"))


# Documents


def test_a_document_becomes_text() -> None:
    def text(*content: Any) -> str:
        return text_of(msgspec.Raw(json.dumps({"type": "doc", "version": 1, "content": content}).encode()))

    def word(value: str, **more: Any) -> dict[str, Any]:
        return {"type": "text", "text": value, **more}

    link = {"marks": [{"type": "link", "attrs": {"href": "https://x.example"}}]}
    item = {"type": "listItem", "content": [{"type": "paragraph", "content": [word("one")]}]}
    nested = {"type": "listItem", "content": [*item["content"], {"type": "bulletList", "content": [item]}]}
    assert text({"type": "heading", "content": [word("Span")]}, {"type": "paragraph", "content": [
        word("as "), word("built", **link), {"type": "hardBreak"}, {"type": "mention", "attrs": {"text": "@bo"}}]},
    ) == "Span\n\nas built (https://x.example)\n@bo"  # fmt: skip
    assert text({"type": "bulletList", "content": [item, nested]}) == "- one\n- one\n  - one"
    assert text({"type": "orderedList", "content": [item, item]}) == "1. one\n2. one"
    cell = {"type": "tableCell", "content": item["content"]}
    assert text({"type": "table", "content": [{"type": "tableRow", "content": [cell, cell]}]}) == "one | one"
    assert text({"type": "taskList", "content": [{"type": "taskItem", "attrs": {"state": "DONE"},
                                                  "content": [word("cast")]}]}) == "- [x] cast"  # fmt: skip


@given(st.recursive(st.none() | st.text() | st.integers(), lambda below: st.lists(below, max_size=3) | st.dictionaries(
    st.sampled_from(["type", "content", "text", "attrs", "marks"]), below, max_size=4)))  # fmt: skip
def test_any_document_is_some_text(value: Any) -> None:
    assert isinstance(text_of(msgspec.Raw(msgspec.json.encode(value))), str)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its memory from /proc")
@pytest.mark.parametrize(
    "make",
    [
        lambda file: file.truncate(200 * 2**20),
        lambda file: file.write(b'{"key":"A-1"}\n' + b"\n" * 150 * 2**20),
        lambda file: file.write(b'{"key":"A-1"}\n' * 10_000_000),
        lambda file: file.write(b'{"issues":[' + b"{}," * 40_000_000),
        lambda file: file.write(b"[" * 150 * 2**20),
    ],
    ids=["200 MB", "line breaks", "issues", "objects", "deep"],
)
def test_bombs_are_refused_soon_and_in_300_mb(tmp_path: Path, make: Callable[[Any], object]) -> None:
    path = tmp_path / "bomb.json"
    with path.open("wb") as file:
        make(file)
    code = (
        "import pathlib, re, sys\n"
        "from kanban.formats.jira.reading import load\n"
        "from kanban.text.messages import Refused\n"
        "try: load(pathlib.Path(sys.argv[1]), {})\n"
        "except Refused as refused: print(refused, file=sys.stderr)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    path.unlink()
    assert done.stderr.startswith(str(path))
    assert float(done.stdout) < 300
