"""The way in: what stands before the verb, which verb, and what comes of errors."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from kanban.cli.exits import Exit, Usage, code_of
from kanban.text.clean import clean_line, cut

LONGEST = 1000
"""Cells of a sentence about an error: it may quote what somebody else wrote."""

COLORS = ("auto", "always", "never")


class Line(NamedTuple):
    """A command line up to the verb."""

    workspace: str | None
    color: str
    special: str
    """`help` or `version`, asked for before any verb."""
    rest: list[str]


def run(argv: Sequence[str]) -> int:
    """Carry a command line out; every error becomes one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _call(list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _hush()
        return Exit.OK
    except Exception as error:
        code = code_of(error)
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(f"kanban: {cut(clean_line(_sentence(error)), LONGEST)}\n")
        _hush()
        return code


def before_verb(argv: Sequence[str]) -> Line:
    """Take the options that stand before the verb. Raises Usage."""
    workspace, color, special, rest = None, "auto", "", list(argv)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        name, has_value, value = word.partition("=")
        if word in ("-h", "--help", "--version"):
            special = "version" if word == "--version" else "help"
        elif name in ("-w", "--workspace", "--color"):
            if not has_value:
                if not rest:
                    raise Usage(f"{name} needs a value (see kanban --help)")
                value = rest.pop(0)
            if name == "--color" and value not in COLORS:
                raise Usage(f"--color: {value!r} is none of {', '.join(COLORS)}")
            workspace, color = (workspace, value) if name == "--color" else (value, color)
        elif word.startswith("-w"):
            workspace = word[2:]
        else:
            rest.insert(0, word)
            break
    return Line(workspace, color, special, rest)


def _call(argv: list[str]) -> int:
    line = before_verb(argv)
    from kanban.cli import verbs

    if line.special:
        verbs.print_version() if line.special == "version" else verbs.print_help()
        return Exit.OK
    name, words = ("open", line.rest) if _opens(line.rest) else verbs.find(line.rest)
    if name in verbs.GROUPS:
        if not words:
            raise Usage(f"{name}: say one of {', '.join(verbs.words_of(name))} (see kanban {name} --help)")
        verbs.print_group(name)
        return Exit.OK
    from kanban.cli import forkserver, lean
    from kanban.cli.spec import parsed

    lean.import_msgspec()
    verb = verbs.load(name)

    try:
        args = parsed(verb, words)
    except SystemExit as leaving:  # argparse after --help
        return int(leaving.code or 0)
    from kanban.cli.context import Shell

    forkserver.serve(run)
    return int(verb.run(Shell(line.workspace, line.color), args) or Exit.OK)


def _opens(words: list[str]) -> bool:
    """Without a verb, options are those of opening the board."""
    return not words or (words[0].startswith("-") and len(words[0]) > 1)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename is not None else "standard output: "
        return place + error.strerror.lower()
    return str(error)


def _hush() -> None:
    """Nothing more can be written: let the interpreter's own flush at exit go nowhere."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        return
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
