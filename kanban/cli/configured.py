"""The user's configuration: where it is, and what of it holds for a call.

Options go first, then the environment, then the file. What cannot be read is taken for a file in which nothing is set;
the screens say it, and `kanban config validate` says all of it.
"""

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kanban.text.charset import prefer_glyphs
from kanban.text.clean import clean_line
from kanban.text.messages import Words, msg, msg_n, prefer_language
from kanban.text.paths import settings_folder

if TYPE_CHECKING:
    from kanban.formats.config_toml.settings import Fault, Settings


class Configuration(NamedTuple):
    """What the file says."""

    place: str
    """The file, fit to be shown."""
    settings: "Settings"
    faults: list["Fault"]


def config_file() -> Path:
    """KANBAN_CONFIG, else `config.toml` in the user's folder for settings; it need not be there."""
    named = os.environ.get("KANBAN_CONFIG", "").strip()
    return Path(named) if named else settings_folder() / "config.toml"


def configuration(with_keys: bool = True) -> Configuration:
    """The file, checked; without its keymap, for which all screens have to be known, where that is not needed."""
    from kanban.formats.config_toml.checking import checked
    from kanban.formats.config_toml.settings import Fault, Keys, Settings
    from kanban.widgets.themes import THEMES

    place = shown_place()
    try:
        content = _content(config_file())
    except OSError as error:
        from kanban.text.os_errors import os_reason

        return Configuration(place, Settings(), [Fault(0, os_reason(error))])
    screens: dict[str, Keys] = {}
    if with_keys and content:
        from kanban.screens.registry import declared_actions
        from kanban.screens.registry import screens as declared

        screens = {screen.name: Keys(screen.title, declared_actions(screen.name)) for screen in declared()}
    return Configuration(place, *checked(content or b"", [*THEMES], screens))


def shown_place() -> str:
    """The file's path, shorter where it lies in the user's home."""
    file = config_file()
    try:
        return clean_line(f"~/{file.relative_to(Path.home())}")
    except (ValueError, RuntimeError):
        return clean_line(str(file))


def take_words_and_signs() -> None:
    """Prefer the language and the signs that the file names. Where there is no file, next to nothing is done."""
    language = glyphs = ""
    if _is_there():
        settings = configuration(with_keys=False).settings
        language, glyphs = settings.language, settings.glyphs
    prefer_language(language)
    prefer_glyphs(glyphs)


def for_screens() -> tuple["Settings", Words]:
    """What is set, and one sentence about what is wrong with it; empty where nothing is."""
    from kanban.formats.config_toml.settings import Settings

    if not _is_there():
        return Settings(), ""
    place, settings, faults = configuration()
    if not faults:
        return settings, ""
    first, more = faults[0].in_file(place), len(faults) - 1
    if not more:
        return settings, msg("{fault}; the default is used", fault=first)
    return settings, msg_n("{fault}; and {n} fault more, see `kanban config validate`",
                           "{fault}; and {n} faults more, see `kanban config validate`", more, fault=first)  # fmt: skip


def _is_there() -> bool:
    """Whether there is something to read, or somebody said that there is."""
    try:
        return bool(os.environ.get("KANBAN_CONFIG", "").strip()) or os.path.lexists(config_file())
    except (RuntimeError, ValueError):  # there is no home, or no such path can be
        return False


def _content(file: Path) -> bytes | None:
    """None where there is no file and nobody named one. Raises OSError."""
    from kanban.formats.config_toml.reading import LARGEST_BYTES

    try:
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode):  # reading a pipe would wait for ever
            if str(file) == os.devnull:
                return None
            raise IsADirectoryError(21, "", str(file)) if stat.S_ISDIR(mode) else OSError(22, "", str(file))
        with file.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        if os.environ.get("KANBAN_CONFIG", "").strip() or os.path.islink(file):
            raise
        return None
