"""The server goes and comes back under an open board: it says so, stays as it is, and saves by itself."""

import pytest
from evidence import BOARD, nothing_half
from setting import READY, TITLES, Disk, _plain, opened

from kanban.commands.cards import Add

__all__ = ["_plain", "opened"]


@pytest.fixture
def place(own):
    """A workspace with cards, on a server that may be stopped."""
    return own()


@pytest.fixture
def kept(place):
    """The same as somebody else sees it."""
    made = Disk(place.url, BOARD)
    made.give(*(Add(title=title) for title in TITLES))
    yield made
    made.close()


async def test_a_board_under_which_the_server_is_stopped_and_started(place, kept, opened, quick):
    async with opened(kept) as pilot:
        await pilot.until(*TITLES[:3], " saved")
        place.server.stop()
        await pilot.press("L")
        await pilot.until("1 not saved", "put back", "Connection refused", TITLES[0], "Ready 0")
        await pilot.press("j")
        await pilot.until("1 not saved", gone=["put back"])
        place.server.start()
        await pilot.until(" saved", "saved again", "Ready 1", gone=["not saved"])
        await pilot.press("j", "L")
        await pilot.until("Ready 2", " saved")
    assert len(kept.titles(READY)) == 2
    assert len(kept.events()) == 2, "once"
    nothing_half(place.url)


async def test_a_board_whose_schema_is_dropped_stays_on_the_screen(place, kept, opened, quick):
    async with opened(kept) as pilot:
        await pilot.until(*TITLES[:3], " saved")
        place.sql("ALTER SCHEMA kanban RENAME TO away")
        await pilot.press("L")
        await pilot.until("1 not saved", "the workspace is not there any more", *TITLES[:3])
        place.sql("ALTER SCHEMA away RENAME TO kanban")
        await pilot.until(" saved", "Ready 1", gone=["not saved"])
    assert len(kept.events()) == 2, "once"
