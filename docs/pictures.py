#!/usr/bin/env python3
"""Make the pictures of the README from the demo workspace, in every language: docs/board.svg, docs/board.zh-CN.svg …

A language without a catalogue is left out.
"""

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"

from kanban.app import KanbanApp
from kanban.demo import build
from kanban.store.open import open_store
from kanban.text.messages import LANGUAGES, language, use_language

HERE = Path(__file__).parent
CELL = 12.2
"""Width of a cell in the exported SVG."""
LEADING = re.compile(
    r'x="(?P<x>[\d.]+)"(?P<between> y="[\d.]+" )textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*>)(?P<blanks>(?:&#160;)+)'
)
SHOTS = {
    "board": ("l", "l"),
    "card": ("l", "l", "l", "j", "enter"),
    "rollup": ("3",),
}


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
    app.finish()
    return LEADING.sub(_shifted, svg)


def _shifted(match: re.Match[str]) -> str:
    """The same text further right: not every viewer keeps the spaces a text begins with."""
    blanks = match["blanks"].count("&#160;")
    x, length = float(match["x"]) + blanks * CELL, float(match["length"]) - blanks * CELL
    return f'x="{x:g}"{match["between"]}textLength="{max(length, CELL):g}"{match["rest"]}'


def main() -> None:
    """All pictures, or those named on the command line."""
    names = sys.argv[1:] or list(SHOTS)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        for spoken in LANGUAGES:
            use_language(spoken)
            if language() != spoken:
                continue
            suffix = "" if spoken == "en" else "." + spoken.replace("_", "-")
            for name in names:
                svg = asyncio.run(shoot(Path(folder), name, SHOTS[name], (120, 32), os.environ.get("THEME", "dark")))
                (HERE / f"{name}{suffix}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
