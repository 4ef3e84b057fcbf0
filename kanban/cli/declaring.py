"""Of a verb that is declared, click makes parser, help and completion."""

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click

from kanban.cli.declared import Arg, Verb
from kanban.cli.exits import Usage
from kanban.cli.help_text import more, paragraph, rows
from kanban.text.messages import Message, msg, tr

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_NAMES_OPTION = re.compile("--|-[a-zA-Z]")
_PASSWORD = r"://\S*@"
"""Where one may stand in an address."""


class _Translated:
    """A parameter whose help is in the reader's language, and whose values the shell can complete."""

    declared: Arg

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Values that begin like this."""
        if self.declared.choices:
            from click.shell_completion import CompletionItem

            return [CompletionItem(choice) for choice in self.declared.choices if choice.startswith(incomplete)]
        from kanban.cli.completing import values

        return values(self.declared.complete, ctx, incomplete)


class Option(_Translated, click.Option):
    """An option of a verb."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Names, and what it does in the language in force."""
        self.help = str(self.declared.help)
        return super().get_help_record(ctx)


class Argument(_Translated, click.Argument):
    """A positional argument of a verb."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The word that stands for it, as it is declared."""
        word = self.declared.metavar or self.human_readable_name.upper()
        word += "..." if self.declared.many and "..." not in word else ""
        return f"[{word}]" if self.declared.optional else word

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The word, and what it is."""
        return self.make_metavar(ctx), str(self.declared.help)


class Command(click.Command):
    """A verb as click knows it."""

    def __init__(self, verb: Verb, name: str) -> None:
        super().__init__(
            name, callback=None, params=[_parameter(argument) for argument in verb.args], add_help_option=True
        )
        self.verb = verb

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb with what was understood; an option that was not given is None."""
        ctx.obj.may_make = self.verb.makes
        given = {name: None if value == () else value for name, value in ctx.params.items()}
        return self.verb.run(ctx.obj, SimpleNamespace(**given))

    def make_parser(self, ctx: click.Context) -> Any:
        """One that takes `-7d` and `-#crane` for values: a minus without a letter of ASCII begins no option here."""
        parser = super().make_parser(ctx)
        process = parser._process_opts

        def process_opts(word: str, state: Any) -> None:
            if not _NAMES_OPTION.match(word):
                state.largs.append(word)
            else:
                process(word, state)

        parser._process_opts = process_opts  # type: ignore[assignment]
        return parser

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse words too many, and whatever click refuses in the name of this verb."""
        ctx.allow_extra_args = True
        try:
            super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser does not say whose option it is
            raise
        if ctx.args and not ctx.resilient_parsing:
            words = re.sub(_PASSWORD, "://…@", " ".join(map(repr, ctx.args)))
            raise Usage(msg("{verb}: {words} is too much (see {help})", verb=self.verb.name,
                            words=words, help=f"{ctx.command_path} --help"))  # fmt: skip
        return ctx.args

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, for the list of a group."""
        return short(self.verb.about)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, text, arguments, options, examples; in the language in force."""
        head, _, rest = str(self.verb.about).partition("\n\n")
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), tr("Usage: "))
        paragraph(formatter, head)
        arguments = [p for p in self.params if isinstance(p, click.Argument)]
        options = [p for p in self.get_params(ctx) if not isinstance(p, click.Argument)]
        for title, parameters in ((tr("Arguments"), arguments), (tr("Options"), options)):
            rows(formatter, title, [record for parameter in parameters if (record := parameter.get_help_record(ctx))])
        more(formatter, rest)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Options that begin like this, each with what it does."""
        for parameter in self.params:
            if isinstance(parameter, Option):
                parameter.help = str(parameter.declared.help)
        return super().shell_complete(ctx, incomplete)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, in the language in force."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = tr("show this and leave")
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Positionals first, then the options, which may stand anywhere."""
        return [*(p.make_metavar(ctx) for p in self.params if isinstance(p, click.Argument)), "[OPTION]..."]


def short(about: Message) -> str:
    """The first sentence of a text, without its stop."""
    first = str(about).partition("\n\n")[0]
    for stop in (". ", "。", ": ", "："):
        first = first.partition(stop)[0]
    return first.rstrip(".。")


def _parameter(argument: Arg) -> click.Parameter:
    kind: Any = click.Choice(argument.choices) if argument.choices else click.STRING
    parameter: Option | Argument
    if argument.is_option:
        names = [*argument.names, argument.dest] if argument.dest else list(argument.names)
        if argument.is_flag:
            parameter = Option(names, is_flag=True, default=False)
        else:
            parameter = Option(
                names, type=kind, multiple=argument.many, default=() if argument.many else argument.default,
                metavar=argument.metavar or None,
            )  # fmt: skip
    else:
        parameter = Argument(
            list(argument.names),
            type=kind,
            nargs=-1 if argument.many else 1,
            required=not argument.optional,
            metavar=argument.metavar,
        )
    parameter.declared = argument
    return parameter
