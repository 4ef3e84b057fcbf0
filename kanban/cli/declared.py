"""A verb as data: its name, its text, its arguments, its function.

Texts are messages: they become prose in the reader's language when help is printed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from kanban.text.messages import Message, msg

if TYPE_CHECKING:
    from kanban.cli.context import Context

Run = Callable[["Context", Any], int | None]


class Arg(NamedTuple):
    """One argument: positional, or an option if its names begin with a dash."""

    names: tuple[str, ...]
    help: Message
    metavar: str = ""
    complete: str = ""
    """What it is completed with: keys of `completing.KINDS`; empty for nothing."""
    choices: tuple[str, ...] = ()
    many: bool = False
    """A positional that takes one or more words, or an option that may be given several times."""
    optional: bool = False
    """A positional that may be left out."""
    is_flag: bool = False
    dest: str = ""
    default: Any = None

    @property
    def is_option(self) -> bool:
        """Whether it has a dash in front."""
        return self.names[0].startswith("-")


class Verb(NamedTuple):
    """A command of the shell."""

    name: str
    about: Message
    """What it does, in a paragraph; then, after an empty line, more, and examples."""
    run: Run
    args: tuple[Arg, ...]
    makes: bool
    """Whether it may make the user's own workspace where there is none yet."""


def arg(*names: str, help: Message, **more: Any) -> Arg:
    """An argument with a value."""
    return Arg(names, help, **more)


def flag(*names: str, help: Message) -> Arg:
    """An option without a value."""
    return Arg(names, help, is_flag=True)


def verb(name: str, about: Message, *args: Arg, makes: bool = False) -> Callable[[Run], Verb]:
    """Make a function a verb."""
    return lambda run: Verb(name, about, run, args, makes)


JSON = flag("--json", help=msg("print JSON; the shapes are in `kanban schema`"))
BOARD = arg(
    "--board", metavar="SLUG", complete="board", help=msg("the board meant; by default the only one, or your own")
)
