"""Somebody before a terminal for a day's work: a size, a language, keys, and words that are looked for in it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from every_screen import SIZES
from terminal import Terminal

from kanban.text.messages import LANGUAGES, Message, language, msg_in, use_language

SAVED = msg_in("state", "saved")


class Sitting:
    """A person with windows on one workspace; all of them have one size and one language."""

    def __init__(self, start: Callable[..., Terminal], where: str, size: tuple[int, int]) -> None:
        self._start = start
        self._where = where
        self.size = size

    def window(self, *words: str, **env: str) -> "Window":
        """`kanban` with these words in a window of its own."""
        columns, lines = self.size
        env = {"KANBAN_LANG": language(), "KANBAN_GLYPHS": "unicode", **env}
        return Window(self._start(self._where, *words, columns=columns, lines=lines, env=env))

    def says(self, *words: str) -> str:
        """A verb typed at the shell: what it leaves on the terminal. It is not refused."""
        window = self.window(*words)
        assert window.term.wait() == 0, window.term.text
        return window.term.text


class Window:
    """One terminal of theirs."""

    def __init__(self, term: Terminal) -> None:
        self.term = term

    def press(self, *keys: str) -> None:
        """Keys, by name or as what they type."""
        self.term.press(*keys)

    def paste(self, text: str) -> None:
        """Text from the clipboard, as a terminal hands it over."""
        self.term.write(f"\x1b[200~{text}\x1b[201~")

    def sees(self, *words: str | Message | Callable[[], bool], gone: Sequence[str | Message] = ()) -> None:
        """All of these are on the screen soon, in the language in force, and those `gone` are not."""
        said: list[Any] = [str(word) if isinstance(word, str | Message) else word for word in words]
        self.term.until(*said, gone=[str(word) for word in gone])
        assert "{" not in self.term.text, self.term.text

    def leaves(self) -> None:
        """q, and the terminal is as it was."""
        self.press("q")
        assert self.term.wait() == 0
        assert self.term.modes_left_on == set()


@pytest.fixture(params=LANGUAGES)
def in_language(request: pytest.FixtureRequest) -> Iterator[str]:
    """A language in force; English where its catalogue is not there."""
    use_language(request.param)
    yield language()
    use_language("en")


@pytest.fixture(params=SIZES, ids=["80x24", "120x40"])
def sit(
    request: pytest.FixtureRequest, in_language: str, terminal: Callable[..., Terminal]
) -> Callable[[str], Sitting]:
    """Sit down before a workspace, at every size and in every language."""
    return lambda where: Sitting(terminal, where, request.param)
