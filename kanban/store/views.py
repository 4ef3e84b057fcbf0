"""Saved views: filters that a user has given a name, in a file of their own, whatever the workspace.

The file is TOML, so that it can be read and written by hand; remarks in it are lost when a view is saved:

    [views]
    friday = "is:late @li"
"""

import fcntl
import json
import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kanban.text.clean import clean_line
from kanban.text.folding import folded, same
from kanban.text.messages import Refused, Words, joined, msg, msg_in
from kanban.text.paths import settings_folder

LONGEST_NAME, LONGEST_FILTER, MOST_VIEWS = 40, 500, 200
LARGEST_BYTES = 1 << 20
"""A larger file is none that this program wrote."""


def views_file() -> Path:
    """In the user's folder for settings."""
    return settings_folder() / "views.toml"


def saved_views() -> dict[str, str]:
    """Filters by name, in the order in which they were saved. Raises Refused for a file that is not understood."""
    file = views_file()
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return {}
    if len(content) > LARGEST_BYTES:
        raise _refused(file, msg("larger than {most} bytes, which no views are", most=LARGEST_BYTES))
    try:
        document = tomllib.loads(content.decode())
    except RecursionError:
        raise _refused(file, msg("no TOML that can be read: nested too deep")) from None
    except ValueError as error:  # of tomllib, or not UTF-8
        raise _refused(file, str(error)) from None
    views = document.get("views", {})
    if document.keys() - {"views"} or not isinstance(views, dict):
        raise _refused(file, msg("it has to have one table, [views]"))
    for name, text in views.items():
        if not isinstance(text, str):
            raise _refused(file, msg("view {name!r} is no text", name=clean_line(name)))
    return views


def view_named(name: str) -> str:
    """The filter saved under a name. Raises Refused, naming those there are."""
    views = saved_views()
    return views[_key(views, name)]


def save_view(name: str, text: str) -> bool:
    """Keep a filter under a name; whether it takes the place of another. Raises Refused."""
    name, text = clean_line(name), clean_line(text)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(msg("view: a name has 1 to {most} characters", most=LONGEST_NAME))
    if not 1 <= len(text) <= LONGEST_FILTER:
        raise Refused(msg("view: a filter has 1 to {most} characters", most=LONGEST_FILTER))
    with _locked():
        views = saved_views()
        old = next((known for known in views if same(known, name)), None)
        if old is None and len(views) >= MOST_VIEWS:
            raise Refused(msg("view: there are {n} already", n=len(views)))
        _write({**views, old or name: text})
    return old is not None


def remove_view(name: str) -> str:
    """Forget a view; its name. Raises Refused where there is none."""
    with _locked():
        views = saved_views()
        key = _key(views, name)
        del views[key]
        _write(views)
    return key


def _key(views: Mapping[str, str], name: str) -> str:
    wanted = folded(clean_line(name))
    for known in views:
        if folded(known) == wanted:
            return known
    names = joined(map(clean_line, views)) or msg_in("views", "none")
    raise Refused(msg("view {name!r} is not saved; there are {names}", name=clean_line(name), names=names))


@contextmanager
def _locked() -> Iterator[None]:
    """One process at a time reads and writes."""
    folder = views_file().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(views: Mapping[str, str]) -> None:
    """Beside the file, then in its place: whoever reads it finds one or the other. A link to it stays one."""
    file = Path(os.path.realpath(views_file()))
    lines = [f"{_quoted(name)} = {_quoted(text)}\n" for name, text in views.items()]
    descriptor, beside = tempfile.mkstemp(dir=file.parent, prefix=".views-")
    try:
        with open(descriptor, "w", encoding="utf-8") as opened:
            opened.write("".join(["[views]\n", *lines]))
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(beside, file)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _quoted(text: str) -> str:
    """A string as TOML has it, which is as JSON has it but for DEL; that is not in a clean line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refused(file: Path, reason: Words) -> Refused:
    return Refused(msg("{place}: {reason}", place=clean_line(str(file)), reason=reason))
