"""Files given to the wrong verb, cut short or made to hurt: one sentence, exit 1, everything left as it was."""

import gzip
import os
from pathlib import Path

import pytest

from kanban.formats.plan_toml.reading import EXAMPLE

pytestmark = pytest.mark.any_day

DATA = Path(__file__).parent.parent / "data"
PROJECT = (
    '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Bridge</Title><Tasks><Task>'
    "<UID>1</UID><Name>Deck 桥面</Name><OutlineLevel>1</OutlineLevel></Task></Tasks></Project>"
)
LOG = "case,activity,timestamp\no1,Ordered,2026-03-02T08:00:00Z\no1,Served,2026-03-02T09:00:00Z\n"
CHANGES = b'{"command":{"command":"add","title":"Cast"},"by":"ana","at":"2026-11-20T08:00:00Z","ref":"bridge"}\n'
REAL = {
    "trello": (DATA / "trello" / "kanban_template_16cards.json").read_bytes(),
    "jira": (DATA / "jira" / "search_issues_20.json").read_bytes(),
    "events": LOG.encode(),
    "dates": (DATA / "csv" / "jira_cycle_times_anonymised.csv").read_bytes(),
    "mspdi": PROJECT.encode(),
    "changes": CHANGES,
    "plan": EXAMPLE.encode(),
}
"""A file that each verb takes; three of them are real ones."""
VERBS = {name: ("plan", "apply", "--yes") if name == "plan" else ("import", name) for name in REAL}


@pytest.fixture
def filled(desk):
    """A workspace with a board, a card and a plan."""
    desk("board", "create", "bridge")
    desk("add", "Weld span 17", "--board", "bridge")
    desk("plan", "set", "--project", "Harbour")
    return desk


def refused(desk, verb: str, path: Path) -> str:
    """What is said of a file that is refused, without its name; nothing is changed, not even the file."""
    before, content = desk.content(), path.read_bytes() if os.path.isfile(path) else None
    result = desk(*VERBS[verb], path, code=1)
    assert desk.content() == before
    assert (path.read_bytes() if os.path.isfile(path) else None) == content
    assert result.out == ""
    (sentence,) = result.err.splitlines()
    assert sentence.isprintable()
    assert len(sentence) < len(str(path)) + 420
    assert sentence.startswith(f"kanban: {path}: "), sentence
    return sentence.removeprefix(f"kanban: {path}: ")


@pytest.mark.parametrize("verb", VERBS)
def test_the_file_of_each_verb_is_taken_by_it(filled, tmp_path, verb):
    """What the refusals below rest on."""
    path = tmp_path / "file"
    path.write_bytes(REAL[verb])
    before = filled.content()
    more = ("--board", "new") if verb not in ("mspdi", "plan", "changes") else ("--merge",) if verb == "mspdi" else ()
    filled(*VERBS[verb], path, *more)
    assert filled.content() != before


@pytest.mark.parametrize("kind", REAL)
@pytest.mark.parametrize("verb", VERBS)
def test_a_file_of_another_kind_is_refused(filled, tmp_path, verb, kind):
    if kind == verb:
        return
    path = tmp_path / "file"
    path.write_bytes(REAL[kind])
    said = refused(filled, verb, path)
    name = {"trello": "a Trello board export", "jira": "a Jira search reply", "mspdi": "Microsoft Project XML",
            "events": "", "dates": "", "changes": "no change", "plan": ""}[verb]  # fmt: skip
    assert name in said


HURTING = {
    "nothing": b"",
    "spaces": b" \n\t\r\n",
    "zeros": b"\0" * 1000,
    "gzip": gzip.compress(b"{}", mtime=0),
    "UTF-16": '{"id": "桥"}'.encode("utf-16"),
    "Latin-1": "id,created,finished\nBrücke,2026-03-02,".encode("latin-1"),
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a long line": b"x" * (2**20 + 2),
    "escape codes": "\x1b]52;c;x\x07\u202e\n".encode() * 3,
    "a merge": b"<<<<<<< ours\n=======\n>>>>>>> theirs\n",
    "a page": b"<!DOCTYPE html><html><body>Please log in</body></html>\n",
    "an error": b'{"errorMessages": ["You do not have permission"], "errors": {}}\n',
}


@pytest.mark.parametrize("content", HURTING)
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_no_file_of_any_kind_is_refused(filled, tmp_path, verb, content):
    path = tmp_path / "file"
    path.write_bytes(HURTING[content])
    if verb == "plan" and content in ("nothing", "spaces"):  # a plan that says nothing wants nothing changed
        before = filled.content()
        assert "nothing to change" in filled(*VERBS[verb], path).err
        assert filled.content() == before
        return
    refused(filled, verb, path)


@pytest.mark.parametrize("verb", ["trello", "jira", "mspdi", "changes", "plan"])
def test_a_file_that_was_cut_short_is_refused(filled, tmp_path, verb):
    """As a download that broke off leaves it; a table that is cut short is a shorter table."""
    path, whole = tmp_path / "file", REAL[verb].rstrip()
    for part in (0.2, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * part)].rpartition(b"=")[0] + b"= " if verb == "plan" else
                         whole[: int(len(whole) * part)])  # fmt: skip
        refused(filled, verb, path)
    path.write_bytes(whole[:-1])
    if verb != "plan":
        refused(filled, verb, path)


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_no_file_at_all_is_refused(filled, tmp_path, verb):
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in (folder, tmp_path / "none", tmp_path / ("n" * 300), folder / "none" / "there"):
        refused(filled, verb, path)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    refused(filled, verb, loop)
    if verb != "plan":  # a plan may come through a pipe, as `kanban plan apply <(…)` makes one
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        refused(filled, verb, fifo)


@pytest.mark.parametrize("verb", VERBS)
def test_a_name_with_escape_codes_is_shown_without_them(filled, tmp_path, verb):
    path = tmp_path / "a\x1b[31m\u202eb\n.json"
    path.write_bytes(b"[")
    result = filled(*VERBS[verb], path, code=1)
    assert result.err.startswith(f"kanban: {tmp_path}/a[31mb .json: ")
    assert result.err.rstrip("\n").isprintable()


def test_a_change_of_a_plan_that_cannot_be_made_is_named_shortly(filled, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(f"[[node]]\ncode = '1'\nname = '{'x' * 5_000}'\n")
    assert refused(filled, "plan", path) == f"add node 1 {'x' * 88}…: name: a name has 1 to 500 characters, not 5000"
