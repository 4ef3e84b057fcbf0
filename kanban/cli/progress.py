"""How far something is, on standard error."""

import sys
from collections.abc import Callable


def count_steps(is_told: bool) -> Callable[[int, int], None]:
    """Called before each step with how many are done, of how many: `3/12` on a terminal, wiped off with the last."""

    def told(done: int, total: int) -> None:
        if is_told and sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write(f"\r{done + 1}/{total}" + ("\r\033[K" if done + 1 == total else ""))
            sys.stderr.flush()

    return told


class Progress:
    """Tells how far it is; on a terminal in one line, which is ended even where the end is not reached."""

    def __init__(self, words: Callable[[int, int], str]) -> None:
        self.words = words
        self.is_open = False

    def __call__(self, done: int, total: int) -> None:
        """So much is done."""
        on_terminal = sys.stderr is not None and sys.stderr.isatty()
        self.is_open = on_terminal and done != total
        begin, end = ("\r", "" if self.is_open else "\n") if on_terminal else ("", "\n")
        self._write(f"{begin}{self.words(done, total)}{end}")

    def close(self) -> None:
        """End the line."""
        if self.is_open:
            self._write("\n")

    def _write(self, text: str) -> None:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()
