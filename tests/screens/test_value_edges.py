"""The value screen at its edges: nothing that fits, nothing to earn, hostile and very long names, very narrow."""

import pytest
from setting import Disk, Opener
from test_value_keys import on_value, planned, row

__all__ = ["planned"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)], ids=str)
async def test_a_filter_that_nothing_fits_says_so_and_is_left_again(
    size: tuple[int, int], planned: Disk, opened: Opener
) -> None:
    async with opened(planned, size=size) as pilot:
        await on_value(pilot)
        await pilot.press("/", *"zinq")
        await pilot.until("/zinq: 0 of 5 shown", gone=["M1 Zinc deck"])
        await pilot.press("enter", "l", "l", "j", "enter", "h", "h")
        await pilot.until("/zinq: 0 of 5 shown", "earned value 1/4")
        await pilot.press("escape")
        await pilot.until("M1 Zinc deck", gone=["/zinq"])
        assert row(pilot, "Bridge").split()[1] in ("10,000", "10")
