"""What if, by keys: changes are set and taken out, the dates and the cost stand beside today's, nothing is saved."""

from datetime import timedelta

import pytest
import time_machine
from full_demo import down_to
from setting import DOING, DONE, Disk, Opener, Pilot
from test_pictures import NOW

from kanban.commands.cards import Move
from kanban.demo import build


@pytest.fixture
def demo(tmp_path) -> Disk:
    with time_machine.travel(NOW - timedelta(days=365)):
        build(tmp_path / "w", NOW)
    return Disk(tmp_path / "w", "zhang")


async def to_what_if(pilot: Pilot) -> None:
    await pilot.until("1 at risk", "1 on track")
    await pilot.dated()
    await pilot.press("i")
    await pilot.until("what if", "nothing is saved", "paid until the last P85")


def row(pilot: Pilot, name: str) -> str:
    return next((line for line in pilot.rows if line.startswith(f" {name} ")), "")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_driver_more_stands_beside_today_and_nothing_is_saved(
    size: tuple[int, int], demo: Disk, opened: Opener
) -> None:
    with time_machine.travel(NOW, tick=True):
        before = demo.content()
        async with opened(demo, first="rollup", size=size) as pilot:
            await to_what_if(pilot)
            today = row(pilot, "M8")
            await pilot.press("d")
            await pilot.type("+li")
            await pilot.until("chen, li, wang, zhang")  # the boards that can be named
            await pilot.press("enter")
            await pilot.until(lambda: "+li" in pilot.rows[1], "each driver once: ", "then ", "CNY (")
            assert row(pilot, "M8") != today
            (cost,) = [word for word in today.split() if word.count(",") == 1]
            assert f" {cost} " in row(pilot, "M8")  # today's stays beside the other
            await pilot.press("c")
            await pilot.until(lambda: row(pilot, "M8") == today, gone=["CNY ("])
            await pilot.press("escape")
            await pilot.until("1 at risk", gone=["what if"])
        assert demo.content() == before


async def test_every_change_is_set_by_its_key_and_all_are_taken_out_by_one(demo: Disk, opened: Opener) -> None:
    board = demo.board
    card = next(c for c in board.cards.values() if c.flow.started_at is None and not c.flow.is_finished and not c.void)
    name = f"zhang/{card.id}"
    typed = {"d": "-chen", "p": "li=+20%", "w": "zhang=+1", "s": "M6=3", "r": "50%", "o": name,
             "m": f"{name}=li", "x": name}  # fmt: skip
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup", size=(120, 40)) as pilot:
            await to_what_if(pilot)
            for number, (key, text) in enumerate(typed.items()):
                await pilot.press(key)
                await pilot.type(text)
                await pilot.press("enter")
                await pilot.until(lambda n=number, t=text: pilot.rows[1 + n].rstrip().endswith(t))
            await pilot.until("paid until the last P85", "CNY (")
            await pilot.press("escape", "i")  # what was tried is there again
            await pilot.until("li=+20%", "zhang=+1", "CNY (")
            await pilot.press("C")
            await pilot.until("paid until the last P85", gone=["li=+20%, ", "CNY ("])


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("d", "li", "driver: 'li' is neither +BOARD nor -BOARD"),
        ("d", "+nobody", "driver: no board 'nobody'; there are: chen, li, wang, zhang"),
        ("w", "li=0", "WIP limit: '0' is not a number such as +1 or -2"),
        ("x", "12", "card '12': say its board and its id, such as li/12"),
        ("r", "50%, 20%", "there is one share of rework"),
    ],
    ids=["driver", "board", "wip", "card", "rework"],
)
async def test_what_cannot_be_is_refused_and_the_text_stays(
    key: str, text: str, said: str, demo: Disk, opened: Opener
) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup", size=(120, 40)) as pilot:
            await to_what_if(pilot)
            await pilot.press(key)
            await pilot.type(text)
            await pilot.press("enter")
            await pilot.until(said, text)
            await pilot.press("escape")
            await pilot.until("paid until the last P85", gone=[said])


async def test_the_line_below_says_the_cost_of_a_milestone_and_how_it_is_counted(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await to_what_if(pilot)
            await pilot.press("G")
            await pilot.until("until P50 ", "until P85 ", "CNY", "cost: each driver who holds open cards")
            await pilot.press("enter")
            await pilot.until("the cursor is on no change")


async def test_the_palette_finds_it_and_the_past_can_be_tried_too(demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, first="rollup") as pilot:
            await pilot.until("1 at risk", "1 on track")
            await pilot.press("left_square_bracket")
            await pilot.until("PAST")
            await pilot.press("colon")
            await pilot.type("what if")
            await pilot.until("try a driver more")
            await pilot.press("enter")
            await pilot.until("what if", "as of Tue 17 Nov", "paid until the last P85")


async def test_what_was_tried_and_cannot_be_tried_now_is_left_out_with_the_reason(full: Disk, opened: Opener) -> None:
    board = full.board
    waiting = [c.id for c in board.cards.values() if c.flow.started_at is None and not c.flow.is_finished]
    first, last = (f"zhang/{card}" for card in (waiting[0], waiting[-1]))
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await to_what_if(pilot)
        await pilot.press("x", *f"{first}, {last}", "enter")
        await pilot.until(f"{first}, {last}", "CNY (")
        await pilot.press("escape")
        full.give(Move(cards=(waiting[0],), column=DOING, over_wip=True), Move(cards=(waiting[0],), column=DONE))
        await pilot.until("30/46")
        await pilot.press("i")
        await pilot.until(f"{first}, {last} · left out: card {first} is finished", "CNY (")
        await pilot.press("escape", "@", *"8 weeks ago", "enter")
        await pilot.until("PAST · 7 weeks ago", "49 of 111")
        await pilot.press("i")
        await pilot.until("left out: card ", "was made later", "cost not known: ")
        await down_to(pilot, "change:drop")
        await pilot.until(lambda: pilot.rows[-4].startswith(" left out: card "))
        await pilot.press("c")
        await pilot.until("without a card: li/51", gone=["left out"])
