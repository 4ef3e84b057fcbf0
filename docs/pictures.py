#!/usr/bin/env python3
"""Make the pictures of the READMEs from the demo workspace: board, card, rollup and metrics, in English and Chinese.

`pictures.py board rollup.zh-CN` makes docs/board.svg and docs/rollup.zh-CN.svg; without a name all are made.
They are the same whenever they are made: the demo is made and looked at on a Tuesday evening.
"""

import asyncio
import os
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()  # where somebody was on a board is not looked at

import time_machine

from kanban.app import KanbanApp
from kanban.demo import build
from kanban.store.open import open_store
from kanban.text.messages import use_language

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 10, 9, tzinfo=UTC)
CELL = 12.2
"""Width of a cell in the exported SVG."""
LEADING = re.compile(
    r'x="(?P<x>[\d.]+)"(?P<between> y="[\d.]+" )textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*>)(?P<blanks>(?:&#160;)+)'
)
SHOTS = {
    "board": ("j",),
    "card": ("j", "j", "enter"),
    "rollup": ("3",),
    "metrics": ("2", "tab", "tab", "tab", "tab", "left", "left"),
}


AWAITED = {"rollup": ("P85&#160;held", "P85&#160;守住")}
"""What stands there once all is there: on the roll-up the dates follow the counts, and the record the dates."""
LANGUAGES = {"": "en", "zh-CN": "zh_CN"}
"""By what stands behind a picture's name."""


async def shoot(folder: Path, name: str, keys: tuple[str, ...], size: tuple[int, int], theme: str) -> str:
    """One picture, as SVG."""
    os.environ["KANBAN_THEME"] = theme
    os.environ["COLORTERM"] = "truecolor"
    app = KanbanApp(open_store(str(folder)), "zhang", "zhang")
    async with app.run_test(size=size) as pilot:
        await pilot.pause(1.0)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.3)
        await pilot.pause(1.0)
        svg = app.export_screenshot(title=f"kanban · {name}")
        while name in AWAITED and not any(text in svg for text in AWAITED[name]):
            await pilot.pause(0.2)
            svg = app.export_screenshot(title=f"kanban · {name}")
    app.finish()
    return LEADING.sub(_shifted, svg)


def _shifted(match: re.Match[str]) -> str:
    """The same text further right: not every viewer keeps the spaces a text begins with."""
    blanks = match["blanks"].count("&#160;")
    x, length = float(match["x"]) + blanks * CELL, float(match["length"]) - blanks * CELL
    return f'x="{x:g}"{match["between"]}textLength="{max(length, CELL):g}"{match["rest"]}'


def main(names: list[str], target: Path = HERE) -> None:
    """The pictures of these names; all of them where none is named."""
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(NOW, tick=True):
        build(Path(folder), NOW)
        for name in names or [f"{shot}.{suffix}".rstrip(".") for shot in SHOTS for suffix in LANGUAGES]:
            shot, _, suffix = name.partition(".")
            use_language(LANGUAGES[suffix])
            svg = asyncio.run(shoot(Path(folder), shot, SHOTS[shot], (120, 32), os.environ.get("THEME", "dark")))
            (target / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
