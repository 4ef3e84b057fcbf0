"""A verb as data: its name, its arguments, its function. Parser, help and completion are made from it."""

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from kanban.cli.exits import Usage

if TYPE_CHECKING:
    from kanban.cli.context import Shell

HELP_WIDTH = 100

Run = Callable[["Shell", argparse.Namespace], int | None]


class Arg(NamedTuple):
    """One argument: positional, or an option if its names begin with a dash."""

    names: tuple[str, ...]
    complete: str
    """What it is completed with: `card`, `column`, `milestone`, `board`, `code`, `file`, `dir`; empty for nothing."""
    keywords: dict[str, Any]
    """For `add_argument`."""

    @property
    def is_option(self) -> bool:
        """Whether it has a dash in front."""
        return self.names[0].startswith("-")

    @property
    def takes_value(self) -> bool:
        """Whether a word follows it."""
        return self.keywords.get("action") not in ("store_true", "store_false", "store_const")


class Verb(NamedTuple):
    """A command of the shell."""

    name: str
    run: Run
    args: tuple[Arg, ...]


def arg(*names: str, help: str, complete: str = "", **keywords: Any) -> Arg:
    """An argument, as `argparse.add_argument` takes it, with what completes it."""
    return Arg(names, complete, {"help": help, **keywords})


def flag(*names: str, help: str) -> Arg:
    """An option without a value."""
    return Arg(names, "", {"help": help, "action": "store_true"})


def verb(name: str, *args: Arg) -> Callable[[Run], Verb]:
    """Make a function a verb; its docstring is the verb's help."""
    return lambda run: Verb(name, run, args)


JSON = flag("--json", help="print JSON; the shapes are in `kanban schema`")
BOARD = arg("--board", metavar="SLUG", complete="board", help="the board meant; by default the only one, or your own")


class Parser(argparse.ArgumentParser):
    """Says what was wrong in one sentence instead of printing usage and leaving."""

    def error(self, message: str) -> NoReturn:
        """Raise Usage."""
        raise Usage(f"{self.prog.removeprefix('kanban ')}: {message} (see {self.prog} --help)")


def parser_of(verb: Verb) -> Parser:
    """The parser, with the help, of a verb."""
    about, _, more = (verb.run.__doc__ or "").strip().partition("\n\n")
    words = [_usage(one) for one in verb.args if not one.is_option]
    name = f"kanban {verb.name}" if verb.name != "open" else "kanban"
    parser = Parser(
        prog=name,
        usage=" ".join([name, *words, "[OPTION]..."]),
        description=_wrapped(about),
        epilog=_dedented(more),
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    for one in verb.args:
        parser.add_argument(*one.names, **one.keywords)
    return parser


def parsed(verb: Verb, words: Sequence[str]) -> argparse.Namespace:
    """The arguments in `words`; options may stand anywhere, what follows `--` is taken as it is. Raises Usage."""
    head, tail = list(words), []
    if "--" in head:
        tail = head[head.index("--") + 1 :]
        head = head[: head.index("--")]
    # No argument can hold a NUL, so these stand for the tail without looking like options.
    namespace = parser_of(verb).parse_intermixed_args(head + [f"\0{number}" for number in range(len(tail))])
    for name, value in vars(namespace).items():
        if isinstance(value, str) and value.startswith("\0"):
            setattr(namespace, name, tail[int(value[1:])])
        elif isinstance(value, list):
            value[:] = [tail[int(v[1:])] if isinstance(v, str) and v.startswith("\0") else v for v in value]
    return namespace


def _formatter(prog: str) -> argparse.HelpFormatter:
    """With a width of its own: argparse would import shutil for it, in every call."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=HELP_WIDTH)


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        fits = len(lines[-1]) + len(word) < HELP_WIDTH
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if fits else [lines[-1], word]
    return "\n".join(lines)


def _usage(one: Arg) -> str:
    word, many = str(one.keywords.get("metavar", one.names[0].upper())), one.keywords.get("nargs")
    if many == "?":
        return f"[{word}]"
    return word + ("..." if many == "+" and "..." not in word else "")


def _dedented(text: str) -> str:
    """Without the indentation of a docstring."""
    return "\n".join(line.removeprefix("    ") for line in text.split("\n")).rstrip()
