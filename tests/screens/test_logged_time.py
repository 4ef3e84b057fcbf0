"""An open card shows the time worked on it, and a key logs more or takes some back."""

from setting import Disk, Opener

from kanban.commands.work_log import Log
from kanban.model.work_log import logged_work


async def test_a_key_logs_time_and_the_card_shows_it_at_once(disk: Disk, opened: Opener) -> None:
    disk.give(Log(cards=("1",), minutes=60))
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.until("logged", "1h ")
        await pilot.press("w")
        await pilot.until("time worked, such as 1h30m (logged: 1h):")
        await pilot.type("1.5h")
        await pilot.until("1h30m")  # what was understood
        await pilot.press("enter")
        await pilot.until("2h30m")
        await pilot.press("w")
        await pilot.type("-30m")
        await pilot.press("enter")
        await pilot.until("2h ")
        await pilot.saved()
    assert [work.minutes for work in logged_work(disk.board.cards["1"])] == [60, 90, -30]


async def test_what_is_no_time_is_refused_and_nothing_is_logged(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.until("Weld span 17")
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.until("logged")
        for text, said in (("soon", "is no time worked"), ("-1h", "only 0m are logged")):
            await pilot.press("w")
            await pilot.type(text)
            await pilot.press("enter")
            await pilot.until(said)
            await pilot.press("escape")
    assert disk.board.cards["1"].flow.logged_minutes == 0
