"""The palette: everything by a few letters, from every screen; and sentences that do something."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from setting import Disk, Opener

from kanban.commands import plan as pm
from kanban.commands.cards import Edit
from kanban.screens.finding import PaletteEntry, Sentence, found, sentence
from kanban.store.folder.store import FolderStore
from kanban.store.views import save_view

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]


@pytest.fixture
def two_boards(disk: Disk) -> Disk:
    """A board of li beside zhang's, and a milestone with an open card."""
    disk.store.create_board("li", "li")
    disk.give_plan(
        *(pm.SetNode(code=code, name=name) for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))),
        pm.SetMilestone(id="M5", name="Deck", gates=("1.1",)),
    )
    disk.give(Edit(cards=("1",), changes={"work_package": "1.1.1", "tags": ("crane",)}))
    return disk


async def test_to_another_board_and_back_each_as_it_was_left(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("j", "j")
        here = pilot.current
        await pilot.press("0")
        await pilot.until("board", "bridge", "li")
        await pilot.type("li")
        await pilot.press("enter")
        await pilot.until("No cards yet", gone=["Weld span 17"])
        await pilot.press("2")
        await pilot.until("li · metrics")
        await pilot.press("colon")
        await pilot.type("board bri")
        await pilot.press("enter")
        await pilot.until("Weld span 17")
        assert pilot.current == here
        await pilot.press("2")
        await pilot.until("bridge · metrics")
        await pilot.press("1")
        await pilot.until("Weld span 17")


class SlowStore(FolderStore):
    """A store on a slow disk."""

    def boards(self) -> list[str]:
        time.sleep(0.5)
        return super().boards()


@pytest.mark.usefixtures("on_files")
async def test_who_types_faster_than_boards_are_listed_gets_there_all_the_same(
    two_boards: Disk, opened: Opener
) -> None:
    async with opened(two_boards, store=SlowStore(two_boards.folder)) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("colon", *"m5 dec", "enter")
        await pilot.until("M5 Deck", "1 open, worst first")


async def test_a_milestone_from_the_board_and_a_card_from_the_roll_up(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("colon")
        await pilot.type("m5 dec")
        await pilot.until("M5", "Deck", "milestone")
        await pilot.press("enter")
        await pilot.until("M5 Deck", "1 open, worst first", "bridge/1")
        await pilot.press("colon")
        await pilot.type("weld")
        await pilot.until("bridge/1", "Weld span 17")
        await pilot.press("enter")
        await pilot.until("History", "Weld span 17")


async def test_sentences_filter_and_add(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("3")
        await pilot.until("M5 Deck")
        await pilot.press("colon")
        await pilot.type("filter #crane")
        await pilot.until("filter the board by #crane")
        await pilot.press("enter")
        await pilot.until("Weld span 17", "1 shown", gone=["Cast pier 14"])
        await pilot.press("escape", "colon")
        await pilot.type("add Paint rail #red")
        await pilot.until("add a card: Paint rail #red")
        await pilot.press("enter")
        await pilot.until("Paint rail")
        await pilot.press("colon")
        await pilot.type("filter is:nothing")
        await pilot.press("enter")
        await pilot.until("is:nothing")
        await pilot.saved()
    assert ("Paint rail", ("red",)) in [(c.title, c.tags) for c in two_boards.board.cards.values()]


async def test_a_new_board_is_made_and_opened_and_a_bad_name_is_refused(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        for name, words in (("li", "li"), ("no/name", "no/name")):
            await pilot.press("colon")
            await pilot.type(f"new {name}")
            await pilot.until(f"make a board: {name}")
            await pilot.press("enter")
            await pilot.until(words, "Weld span 17")
        await pilot.press("colon")
        await pilot.type("new wang")
        await pilot.press("enter")
        await pilot.until("No cards yet", gone=["Weld span 17"])
    assert two_boards.store.boards() == ["bridge", "li", "wang"]


async def test_saved_views_are_found_by_name(
    two_boards: Disk, opened: Opener, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    save_view("friday cranes", "#crane")
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("colon")
        await pilot.type("frid")
        await pilot.until("friday cranes", "#crane")
        await pilot.press("enter")
        await pilot.until("Weld span 17", "1 shown", gone=["Cast pier 14"])


async def test_where_nothing_fits_it_says_so(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("colon")
        await pilot.type("qqqzzz")
        await pilot.until("nothing is called 'qqqzzz'; esc leaves")
        await pilot.press("enter")
        await pilot.until("Weld span 17", gone=["qqqzzz"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("board li", Sentence("board", "li")), ("board ", Sentence("board", "")),
        ("Filter is:late", Sentence("filter", "is:late")),
        ("filter blocked m5 -Late", Sentence("filter", "is:blocked m5 -is:Late")),
        ('filter "late pour" blockedness', Sentence("filter", '"late pour" blockedness')),
        ("add", None), ("blocked", None), ("boards", None), ("", None),
    ],
)  # fmt: skip
def test_a_sentence_begins_with_its_verb(typed: str, said: Sentence | None) -> None:
    assert sentence(typed) == said


def entries(*names: str) -> list[tuple[str, PaletteEntry]]:
    made = [PaletteEntry("target", str(number), "", name) for number, name in enumerate(names)]
    return [(entry.text, entry) for entry in made]


def test_words_come_before_letters_and_beginnings_before_middles() -> None:
    names = [
        entry.name for entry in found(entries("respan it", "Weld span 17", "span deck", "s-p-a-n", "nothing"), "span")
    ]
    assert names == ["span deck", "Weld span 17", "respan it", "s-p-a-n"]
    assert [entry.name for entry in found(entries("Weld span 17", "Cast pier"), "wspn")] == ["Weld span 17"]


@given(st.lists(st.text(max_size=20), max_size=20), st.text(max_size=8))
def test_what_contains_all_words_is_found_and_nothing_twice(names: list[str], typed: str) -> None:
    given_entries = entries(*names)
    out = found(given_entries, typed, most=100)
    keys = [entry.key for entry in out]
    assert len(keys) == len(set(keys))
    from kanban.text.folding import folded

    words = folded(typed).split()
    assert {entry.key for text, entry in given_entries if all(word in text for word in words)} <= set(keys)


async def test_the_palette_takes_a_filter(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("colon")
        await pilot.type("#crane m5")
        await pilot.until("filter the board by #crane m5", "Weld span 17")
        await pilot.press("down", "enter")
        await pilot.until(lambda: pilot.current == "Weld span 17")
        await pilot.press("colon")
        await pilot.type("-#crane")
        await pilot.press("enter")
        await pilot.until("/-#crane", gone=["Weld span 17"])


async def test_the_palette_says_what_is_no_filter(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards) as pilot:
        await pilot.until("Weld span 17")
        await pilot.press("colon")
        await pilot.type("is:bogus weld")
        await pilot.until("is none of is:late")


async def test_a_filter_typed_on_the_roll_up_leads_to_the_board(two_boards: Disk, opened: Opener) -> None:
    async with opened(two_boards, first="rollup") as pilot:
        await pilot.until("M5 Deck")
        await pilot.press("colon")
        await pilot.type("#crane")
        await pilot.until("filter the board by #crane")
        await pilot.press("enter")
        await pilot.until("/#crane", "1 shown")
