"""Keys as they come over a real line: together with esc, or cut in the middle. No key is typed, lost or made up."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from setting import BACKLOG, READY, TITLES, Disk
from terminal import KEYS, Terminal
from textual import events

from kanban.screens import key_sequences
from kanban.screens.key_sequences import KeyParser

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]
SEQUENCES = [text for text in KEYS.values() if text.startswith("\x1b[")]


@pytest.fixture
def board(disk: Disk, terminal: Start) -> Terminal:
    term = terminal(disk.where)
    term.until("▌Weld span 17", " saved")
    return term


def apart(term: Terminal, *pieces: str, seconds: float = 0.15) -> None:
    """Pieces of what a terminal sends, as a slow line delivers them."""
    for piece in pieces:
        term.write(piece)
        term.rest(seconds)


@pytest.mark.parametrize(
    ("key", "shown"),
    [("j", "▌Cast pier 14"), ("k", "▌Weld"), ("G", "▌Sign-off"), (":", "an action, or a card"), ("?", "Help"),
     ("2", "· metrics"), ("/", " /"), ("b", "blocked, because:")],
)  # fmt: skip
def test_esc_and_a_key_read_together_are_two_keys(key: str, shown: str, board: Terminal, disk: Disk) -> None:
    board.press("b", "half a reason")
    board.until("half a reason")
    board.write(f"\x1b{key}")
    board.until(shown, gone=["half a reason"])
    board.press("esc", "esc")
    board.rest()
    assert len(disk.events()) == 1, "nothing was blocked"


def test_esc_and_a_moving_key_are_both_obeyed(board: Terminal, disk: Disk) -> None:
    board.press("b", "x")
    board.write("\x1bL\x1bj")
    board.until("Ready 1", " saved")
    assert disk.titles(READY) == [TITLES[0]]
    board.write("\x1b\x1b\x1bq")
    assert board.wait() == 0


@pytest.mark.parametrize("name", ["down", "shift+right", "end"])
@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
def test_a_key_cut_by_150_ms_is_that_key_or_nothing(name: str, cut: int, board: Terminal, disk: Disk) -> None:
    text = KEYS[name]
    if cut >= len(text):
        pytest.skip("no such place")
    apart(board, text[:cut], text[cut:])
    if cut > 1:  # it is known to be a sequence, and its end is waited for
        done = {"down": "▌Cast pier", "shift+right": "Ready 1", "end": "▌Sign-off"}[name]
        board.until(done)
    else:
        board.rest()
        assert "▌Weld span 17" in board.text
        assert disk.titles(READY) == []


@pytest.mark.parametrize("seconds", [0.15, 0.4])
def test_a_key_cut_everywhere_writes_nothing_on_the_roll_up(seconds: float, disk: Disk, terminal: Start) -> None:
    from kanban.commands.plan import SetMilestone

    disk.give_plan(SetMilestone(name="Deck"))
    term = terminal(disk.where, "rollup")
    term.until("Deck", "now")
    before = disk.content()
    for _ in range(3):
        apart(term, *"\x1b[A", seconds=seconds)
    term.press("up")
    term.rest()
    assert "achieved at" not in term.text
    assert "week" not in term.rows[0], "it is not a week ago either"
    assert disk.content() == before


def test_an_end_that_comes_after_it_was_given_up_is_dropped(board: Terminal, disk: Disk) -> None:
    apart(board, "\x1b[1;2", "C", seconds=key_sequences.SEQUENCE_SECONDS + 0.3)
    board.press("j")
    board.until("▌Cast pier 14")
    assert disk.titles(BACKLOG)[0] == TITLES[0]


def test_a_paste_cut_in_its_end_ends_all_the_same(board: Terminal, disk: Disk) -> None:
    board.press("b")
    apart(board, "\x1b[200~no cr", "ane\x1b", "[201~", "\r", seconds=0.2)
    board.until(lambda: disk.board.cards["1"].flow.blocked_why == "no crane")


def test_sequences_within_a_paste_are_no_keys(board: Terminal, disk: Disk) -> None:
    board.write("\x1b[200~\x1b[1;2C\x1bL" + "x" * 40 + "\x1b[201~")
    board.press("j")
    board.until("▌Cast pier 14")
    assert disk.titles(BACKLOG)[0] == TITLES[0]


def keys(parser: KeyParser, *pieces: str) -> list[str]:
    return [event.key for piece in pieces for event in parser.feed(piece) if isinstance(event, events.Key)]


@given(typed=st.lists(st.sampled_from([*"jkLHq:/", "\r", *SEQUENCES]), max_size=12), cuts=st.lists(st.integers(1, 40)))
def test_wherever_a_line_is_cut_without_delay_the_keys_are_the_same(typed: list[str], cuts: list[int]) -> None:
    text, at = "".join(typed), sorted({0, *cuts})
    pieces = [text[a:b] for a, b in zip(at, [*at[1:], None], strict=True)]
    assert keys(KeyParser(), *pieces) == keys(KeyParser(), *typed)
    assert len(keys(KeyParser(), *pieces)) == len(typed)


@given(st.text(st.sampled_from("\x1b[O]<>?;019~ACMPRcjmuyL$ \r焊"), max_size=30), st.text("jkLA", max_size=3))
def test_whatever_comes_the_keys_after_it_are_keys_again(noise: str, typed: str) -> None:
    parser = KeyParser()
    keys(parser, noise)
    for _ in range(6):  # all that is waited for is given up
        parser._until = 0.0
        list(parser.tick())
    assert keys(parser, typed) == list(typed)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x1b\x00"), max_size=60), st.data())
def test_a_paste_is_what_was_pasted(text: str, data: st.DataObject) -> None:
    sent = f"\x1b[200~{text}\x1b[201~j"
    cut = data.draw(st.integers(0, len(sent)))
    parser = KeyParser()
    found = [*parser.feed(sent[:cut]), *parser.feed(sent[cut:])]
    assert [event.text for event in found if isinstance(event, events.Paste)] == [text]
    assert [event.key for event in found if isinstance(event, events.Key)] == ["j"]
