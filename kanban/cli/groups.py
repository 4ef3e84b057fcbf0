"""Groups of verbs as click knows them: loaded when they are called, with a verb that the group alone means."""

from typing import TYPE_CHECKING, Any

import click

from kanban.cli.declaring import Command, short
from kanban.cli.exits import Usage
from kanban.cli.help_text import HELP_WIDTH, paragraph, rows
from kanban.cli.verbs import table
from kanban.text.messages import Refused, checked_language, joined, msg, tr, use_language

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kanban.cli.context import Context

COMPLETE = "_KANBAN_COMPLETE"
"""The variable by which a shell's completion script asks."""
COLORS = ("auto", "always", "never")
SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "terminal_width": HELP_WIDTH,
    "max_content_width": HELP_WIDTH,
}
_PASSING = {**SETTINGS, "ignore_unknown_options": True, "allow_interspersed_args": False}
"""Options that a group does not know are those of the verb that the group alone means."""


class Verbs(click.Group):
    """The verbs whose names begin with `path`."""

    def __init__(self, path: str, params: list[click.Parameter] | None = None) -> None:
        name = path.rpartition(" ")[2] or "kanban"
        super().__init__(name, params=params or [], context_settings=_PASSING, no_args_is_help=False)
        self.path = path

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words that can follow, as they stand in the table."""
        return table.words_after(self.path)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb or group of that word, its module imported; None if there is none."""
        word = cmd_name if self.path else table.ALIASES.get(cmd_name, cmd_name)
        full = f"{self.path} {word}".strip()
        if full in table.GROUPS:
            return Verbs(full)
        if full not in table.VERBS:
            return None
        command = Command(table.load(full), word)
        command.context_settings = SETTINGS
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a verb, or with options before any, the group's default is meant."""
        super().parse_args(ctx, args)
        rest = [*ctx._protected_args, *ctx.args]
        default = table.DEFAULTS.get(self.path)
        is_option = bool(rest) and rest[0].startswith("-") and len(rest[0]) > 1
        is_name = bool(rest) and self.path in table.NAMED_AT_ONCE and rest[0] not in table.words_after(self.path)
        if default and (is_option or is_name or (not rest and not ctx.resilient_parsing)):
            rest = [default, *rest]
        if not rest and not ctx.resilient_parsing:
            raise Usage(msg("{group}: say one of {verbs} (see kanban {group} --help)", group=self.path,
                            verbs=joined(table.words_after(self.path))))  # fmt: skip
        ctx._protected_args, ctx.args = rest[:1], rest[1:]
        return ctx.args

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Words and options that begin like this; nothing behind a word that is no verb.

        Where a name stands at once for the verb that the group alone means, also what could be named.
        """
        if ctx._protected_args:
            return []
        completions = super().shell_complete(ctx, incomplete)
        default = table.DEFAULTS.get(self.path) if self.path in table.NAMED_AT_ONCE else None
        command = self.get_command(ctx, default) if default else None
        if command is None or incomplete.startswith("-"):
            return completions
        named = next((param for param in command.params if isinstance(param, click.Argument)), None)
        return [*completions, *(named.shell_complete(ctx, incomplete) if named is not None else [])]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that a word means; Usage with the nearest one, if it means none."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            raise Usage(self._unknown(args[0]))
        return args[0] if command else None, command, args[1:]

    def _unknown(self, word: str) -> Any:
        import difflib

        close = difflib.get_close_matches(word, table.words_after(self.path), 1)
        where = f"kanban {self.path} --help".replace("  ", " ")
        if self.path and close:
            return msg("{word!r} is no verb of {group} (did you mean {close!r}?)", word=word, group=self.path,
                       close=close[0])  # fmt: skip
        if self.path:
            return msg("{word!r} is no verb of {group} (see {help})", word=word, group=self.path, help=where)
        if close:
            return msg("{word!r} is no verb (did you mean {close!r}?)", word=word, close=close[0])
        return msg("{word!r} is no verb (see {help})", word=word, help=where)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs of the group."""
        formatter.write_usage(ctx.command_path, "VERB ...", tr("Usage: "))
        if self.path in table.DEFAULTS:
            verb = f"{self.path} {table.DEFAULTS[self.path]}"
            paragraph(formatter, tr("Alone it means `kanban {verb}`.", verb=verb))
        rows(formatter, tr("Verbs"), _rows(table.under(self.path)))

    def get_short_help_str(self, limit: int = 45) -> str:
        """For the completion of the group's own name."""
        return tr("verbs of {group}", group=self.path)


class Root(Verbs):
    """`kanban` itself: what stands before the verb, and all verbs by subject."""

    context: "Context | None" = None
    """What the verb worked with, once it was called."""

    def __init__(self, no_language: Refused | None = None) -> None:
        self.no_language = no_language
        super().__init__("", [
            click.Option(["-w", "--workspace"], metavar="WHERE"),
            click.Option(["--color"], type=click.Choice(COLORS), default="auto"),
            click.Option(["--lang"], metavar="LANG", is_eager=True, expose_value=False, callback=_use_language),
            click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_print_version),
        ])  # fmt: skip

    def invoke(self, ctx: click.Context) -> Any:
        """Give the verb what it works with."""
        from kanban.cli.context import Context

        if self.no_language is not None:
            raise Usage(self.no_language.message)
        ctx.obj = self.context = Context(ctx.params["workspace"], ctx.params["color"])
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """All verbs by subject."""
        formatter.write_usage("kanban", "[-w WHERE] [--lang LANG] [--color WHEN] [VERB ...]", tr("Usage: "))
        paragraph(formatter, tr("A Kanban board for the terminal. Without a verb it opens your board."))
        rows(formatter, tr("Options"), [
            ("-w, --workspace WHERE", tr("the workspace; else KANBAN_WORKSPACE, the nearest upwards, your own")),
            ("--lang LANG", tr("the language, such as en or zh; else KANBAN_LANG, else that of the locale")),
            ("--color WHEN", tr("auto (the default), always, never; NO_COLOR is obeyed")),
            ("--version, --help", tr("kanban VERB --help tells about a verb")),
        ])  # fmt: skip
        for subject, names in table.SUBJECTS:
            rows(formatter, str(subject), _rows(names))
        paragraph(formatter, tr(
            "Standard output is data, standard error is words. Exit codes: 0 done, 1 refused, 2 usage, 3 no workspace "
            "or unreachable, 4 locked by somebody else, 5 done but not printed, 130 interrupted."
        ))  # fmt: skip


def _rows(names: list[str]) -> list[tuple[str, str]]:
    return [(name, short(table.load(name).about)) for name in names]


def _use_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        try:
            use_language(checked_language(value, "--lang"))
            if isinstance(ctx.command, Root):
                ctx.command.no_language = None
        except Refused as refusal:
            raise Usage(refusal.message) from None


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from kanban import __version__

        click.echo(f"kanban {__version__}")
        ctx.exit()
