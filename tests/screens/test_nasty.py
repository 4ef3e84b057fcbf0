"""Text of somebody else's, on every screen: no crash, no lost bracket, and nothing of it obeyed by the terminal."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from setting import Disk
from terminal import Terminal

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Comment, Move
from kanban.model.board import Column
from kanban.store.folder.store import FolderStore
from kanban.text.clean import clean_line
from kanban.text.dates import now

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]
NASTY = {
    "close tag": "n [/] q",
    "path": "fix [/ path] bug",
    "brackets": "fix [A1] card",
    "bold": "[bold]loud[/bold] [red",
    "action": "[@click=app.quit]press[/]",
    "backslash": "back\\[slash\\] \\",
    "dollar": "$primary $x {0} %s",
    "escape": "esc \x1b[31mred\x1b[0m \x1b[2J end",
    "clipboard": "osc \x1b]52;c;aGFja2Vk\x07 end",
    "link": "osc \x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "title": "osc \x1b]0;owned\x07 dcs \x1bPq\x1b\\ end",
    "c1": "c1 \x9b31m \x9d52;c;aGk=\x9c \x85 end",
    "bidi": "bidi \u202egnp.exe\u202c \u2066x\u2069 end",
    "controls": "a\x00b\x07c\x08d\x7fe end",
    "breaks": "one\ttab\nline\r\nmore\u2028end",
    "emoji": "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag 👍🏽 end",
    "wide": "焊接 桥面 테스트 テスト end",
    "combining": "e\u0301\u0302\u0303\u0304 Z͑ͫ̓ͪ̂a͖͍͕̗ end",
    "joiners": "\u200b\u200d\ufeff zero end",
    "long": "long " + "x" * 490,
    "space": " \u00a0\u3000 end",
}
"""By what is nasty about them."""
PLAIN = ("close tag", "path", "brackets", "bold", "action", "backslash", "dollar", "escape", "clipboard", "c1", "wide")
"""Those that the emulator shows as they are."""
FORBIDDEN = re.compile(
    rb"\x1b\](?:52|8|0);|"
    rb"\x1bP|\x07|\x1b\[31mred|\x1b\[2J end|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae\xa8\xa9]|\xe2\x81[\xa6-\xa9]"
    rb"|\x00|\x7f|\x08"
)
"""What may never reach the terminal: OSC, DCS, BEL, C1, bidi overrides, line separators, NUL, DEL, BS."""


def hostile_workspace(folder: Path) -> Disk:
    """Every nasty text in every place, written into the files as no command would let them in."""
    store = FolderStore(folder)
    store.create(project="P [/] \x1b]52;c;aGk=\x07", timezone="UTC")
    columns = (Column("c1", "Backlog", "queue"), Column("c3", "Doing", "active", 3), Column("c5", "Done", "done"))
    store.create_board("bridge", "zhang", columns)
    disk = Disk(folder)
    disk.give_plan(
            pm.SetNode(code="1", name="top"), pm.SetNode(code="1.2", name="mid"),
            pm.SetNode(code="1.2.3", name="PLACE0"), pm.SetMilestone(id="M1", name="PLACE1", gates=("1.2",)),
            pm.SetBaseline(milestone="M1", due_at=now() + timedelta(days=3), why="PLACE2"),
        )  # fmt: skip
    names = [f"PLACE{n}" for n in range(len(NASTY))]
    disk.give(*(Add(title=n, work_package="1.2.3", tags=(n,), members=(n,), description=n) for n in names))
    ids = list(disk.board.cards)
    for card_id, name in zip(ids, names, strict=True):
        disk.give(Block(cards=(card_id,), why=name), Comment(cards=(card_id,), text=name))
    disk.give(Move(cards=(ids[0],), column="c3"))
    for path in folder.rglob("*.json"):
        text = path.read_text()
        for number, nasty in reversed(list(enumerate(NASTY.values()))):
            text = text.replace(f"PLACE{number}", json.dumps(nasty)[1:-1])
        path.write_text(text)
    texts = list(NASTY.values())
    path = folder / "boards" / "bridge" / "board.json"
    data = json.loads(path.read_bytes())
    head = data["board"]["1"]
    head["driver"] = texts[8]
    for column, text in zip(head["columns"], (NASTY["close tag"], NASTY["clipboard"], NASTY["bidi"]), strict=True):
        column["name"] = text
    path.write_text(json.dumps(data))
    return disk


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    return hostile_workspace(tmp_path_factory.mktemp("hostile") / "w")


def clean_output(term: Terminal) -> None:
    """Nothing forbidden was written but what we write: the pointer's shape, and copies in base64."""
    raw = re.sub(rb"\x1b\]22;\w+\x07|\x1b\]52;c;[A-Za-z0-9+/=]*\x07", b"", bytes(term.raw))
    found = FORBIDDEN.search(raw)
    assert found is None, raw[max(0, found.start() - 60) : found.end() + 30]
    assert b"\x1b]52;c;aGFja2Vk" not in term.raw
    assert not term.ended


def shown(text: str) -> str:
    """What is to be seen of a nasty text in a column of 26 cells: its beginning, cleaned."""
    return clean_line(text)[:9].strip()


@pytest.mark.slow
def test_on_every_screen(hostile: Disk, terminal: Start) -> None:
    term = terminal(hostile.where)
    term.until("n [/] q", " saved")
    term.press("h")  # it opens on the card in work
    seen = term.text
    for _ in NASTY:
        term.press("j")
        term.rest(0.05)
        seen += term.text
    for name in PLAIN:
        assert shown(NASTY[name]) in seen, name
    term.press("g")
    for _ in NASTY:
        term.press("enter")
        term.until("· card", "work package")
        card = int(term.rows[0].split("card ")[1].split()[0])
        if list(NASTY)[card - 1] in PLAIN:
            assert shown(list(NASTY.values())[card - 1]) in term.rows[2]
        term.press("G", "esc")
        term.until("H L move", gone=["· card"])
        term.press("j")
    clean_output(term)

    for key, text in (("e", "edit card"), (":", "an action, or"), ("?", "Help"), ("2", "metrics"), ("b", "blocked"),
                      ("x", "archive"), ("m", "move 1 card"), ("f", "jump to"), ("/", "/"), ("y", "sent")):  # fmt: skip
        term.press(key)
        term.until(text)
        term.rest(0.05)
        clean_output(term)
        term.press("1" if key == "2" else "esc")
        term.until("H L move")
    term.press(":", "card")
    term.rest(0.1)
    term.press(*["down"] * 30, "esc")
    term.until("H L move")
    term.press("space", "space", "x", "n", "K", "u")
    term.rest(0.1)
    clean_output(term)


@pytest.mark.slow
def test_on_the_roll_up_at_every_depth(hostile: Disk, terminal: Start) -> None:
    term = terminal(hostile.where, "rollup", columns=120, lines=40)
    term.until("P [/]", "M1 fix [/ path] bug")
    for key, text in (("W", "1.2.3 n [/] q"), ("esc", "M1 fix"), ("d", "board, driver"), ("esc", "M1 fix"),
                      ("=", "what changed"), ("esc", "M1 fix")):  # fmt: skip
        term.press(key)
        term.until(text)
        clean_output(term)
    for key, text in (("p", "1.2.3 n [/] q"), ("enter", "board bridge"), ("enter", "fix [A1] card"),
                      ("enter", "blocked  ")):  # fmt: skip
        term.press(key)
        term.until(text)
    clean_output(term)
    term.press("G", "g", "esc")
    term.until("board bridge", gone=["blocked  "])
    for _ in NASTY:
        term.press("j", "enter")
        term.until("blocked  ")
        term.press("esc")
        term.until(gone=["blocked  "])
    clean_output(term)
    for gone in ("fix [A1] card", "board bridge", "1.2.3 n"):
        term.press("esc")
        term.until(gone=[gone])
    term.until("M1 fix")
    term.press("enter")
    term.until("open, worst first", "fix [A1] card")
    clean_output(term)
    term.press("esc")
    term.until("due in")
    for key, text in (("e", "M1, its name: fix [/ path] bug"), ("B", "baseline of M1"), ("A", "M1 achieved at"),
                      ("/", "/"), (":", "an action, or"), ("?", "Help")):  # fmt: skip
        term.press(key)
        term.until(text)
        clean_output(term)
        term.press("esc")
        term.until("enter open")


async def test_typed_titles_are_stored_as_typed(empty: Disk, terminal: Start) -> None:
    term = terminal(empty.where)
    term.until("No cards yet.")
    term.press("a")
    for text in ("n [/] q", "fix [A1] card", "[bold]loud[/bold]", "back\\[slash\\]", "焊接 👩‍👩‍👧‍👦"):
        term.until("add to")
        term.write(f"\x1b[200~{text}\x1b[201~\r")
        term.until(f'added "{clean_line(text)[:4]}')
    term.press("esc")
    term.until(" saved", gone=["add to"])
    assert empty.titles("c1") == ["n [/] q", "fix [A1] card", "[bold]loud[/bold]", "back\\[slash\\]", "焊接 👩‍👩‍👧‍👦"]
    term.press("L")
    term.until("Ready 1")
    clean_output(term)


def test_the_longest_title_can_be_read_whole(empty: Disk, terminal: Start) -> None:
    words = " ".join(f"word{n}" for n in range(70))
    empty.give(Add(title=words), Block(cards=("1",), why=f"because {words}"))
    term = terminal(empty.where, lines=60)
    term.until("word0", " saved")
    term.press("enter")
    term.until("History")
    text = " ".join(term.text.split())
    assert words in text
    assert f"blocked because {words} (for" in text
    assert f"blocked: because {words}" in text
    assert "moves back for defect, change or no reason; time until it was back" in text


def test_the_names_of_files_and_refusals_are_clean_too(disk: Disk, terminal: Start, tmp_path: Path) -> None:
    folder = tmp_path / "w [bold] \x1b]52;c;aGk=\x07"
    disk.folder.rename(folder)
    path = folder / "boards" / "bridge" / "board.json"
    term = terminal(folder)
    term.until("Weld span 17", " saved")
    path.write_text("{")
    term.until("cannot be read")
    term.press("3")
    term.until("board bridge: ")
    clean_output(term)
