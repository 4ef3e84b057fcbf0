"""Copying: through the terminal, or inside tmux into its own buffer, as it lets no program set the clipboard."""

import asyncio
import os
from contextlib import suppress
from typing import Any

from textual.app import App

from kanban.text.messages import Words, msg

TMUX_SECONDS = 2.0
"""How long tmux may take."""


async def copy(app: App[Any], text: str) -> Words:
    """Copy a text; where it went, to be said behind what was copied."""
    if os.environ.get("TMUX") and await _into_tmux(text):
        return msg("in tmux's buffer: prefix ] pastes it")
    app.copy_to_clipboard(text)
    return msg("sent to the terminal")


async def _into_tmux(text: str) -> bool:
    """With -w tmux hands it on to the clipboard where it may; a version that does not know that takes it without."""
    with suppress(OSError, TimeoutError):
        for options in (("-w",), ()):
            if await asyncio.wait_for(_load(text, *options), TMUX_SECONDS):
                return True
    return False


async def _load(text: str, *options: str) -> bool:
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    command = ("tmux", "load-buffer", *options, "-")
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=nowhere, stderr=nowhere)
    try:
        await process.communicate(text.encode())
    finally:
        if process.returncode is None:  # it took too long
            process.kill()
    return process.returncode == 0
