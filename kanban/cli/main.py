"""The way in: a command line is carried out, and every error becomes one sentence and an exit code."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from kanban.cli.configured import take_words_and_signs
from kanban.cli.exits import Exit, NotPrinted, Usage, code_of
from kanban.text.clean import clean_line, cut
from kanban.text.messages import Refused, Words, joined, msg, use_language, wanted_language
from kanban.text.os_errors import os_reason

LONGEST = 1000
"""Cells of a sentence about an error: it may quote what somebody else wrote."""


def run(argv: Sequence[str]) -> int:
    """Carry a command line out; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return _call(list(argv))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _give_up_output()
        return Exit.OK
    except Exception as error:
        code = code_of(error)
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(f"kanban: {cut(clean_line(str(_sentence(error))), LONGEST)}\n")
        _give_up_output()
        return code


def _call(argv: list[str]) -> int:
    from kanban.cli.groups import COMPLETE, Root

    take_words_and_signs()
    no_language = None
    try:
        use_language(wanted_language())
    except Refused as refusal:  # another may be named on the command line
        no_language = refusal
    if instruction := os.environ.get(COMPLETE):
        from kanban.cli.shells import complete

        sys.stdout.write(f"{complete(instruction) or ''}\n")
        return Exit.OK
    root = Root(no_language)
    try:
        code = int(root.main(argv, prog_name="kanban", standalone_mode=False) or Exit.OK)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except click.ClickException as error:
        raise Usage(_usage(error)) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None and root.context is not None and root.context.has_changed:
            raise NotPrinted(os_reason(error)) from error
        raise


def _usage(error: click.ClickException) -> Words:
    """What was wrong with a command line, in our words and in the reader's language."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "kanban"
    verb = path.removeprefix("kanban").strip()
    reason = _reason(error)
    return msg("{verb}: {reason} (see {help})", verb=verb, reason=reason, help=f"{path} --help") if verb else msg(
        "{reason} (see {help})", reason=reason, help=f"{path} --help"
    )  # fmt: skip


def _reason(error: click.ClickException) -> Words:
    if isinstance(error, click.NoSuchOption):
        if error.possibilities:
            close = joined(sorted(error.possibilities), msg(" or "))
            return msg("there is no option {option} (did you mean {close}?)", option=error.option_name, close=close)
        return msg("there is no option {option}", option=error.option_name)
    if isinstance(error, click.MissingParameter):
        names = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return msg("{name} is missing", name=names)
    if isinstance(error, click.BadOptionUsage):
        if _is_flag(error):
            return msg("{option} takes no value", option=error.option_name)
        return msg("{option} needs a value", option=error.option_name)
    if isinstance(error, click.BadParameter) and isinstance(getattr(error.param, "type", None), click.Choice):
        choices: Sequence[str] = error.param.type.choices  # type: ignore[union-attr]
        name = error.param.opts[-1] if error.param else ""
        return msg("{name}: it is none of {choices}", name=name, choices=joined(choices))
    return error.message


def _is_flag(error: click.BadOptionUsage) -> bool:
    parameters = error.ctx.command.params if error.ctx else []
    return any(error.option_name in parameter.opts and getattr(parameter, "is_flag", False) for parameter in parameters)


def _sentence(error: Exception) -> Words:
    if isinstance(error, OSError):
        place = error.filename if error.filename is not None else msg("standard output")
        return msg("{place}: {reason}", place=place, reason=os_reason(error))
    return str(error)


def _give_up_output() -> None:
    """Nothing more can be written: let the interpreter's own flush at exit go nowhere."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        return
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
