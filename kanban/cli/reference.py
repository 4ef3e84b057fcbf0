"""The reference of all verbs in Markdown, made from their help: `python -m kanban.cli.reference > docs/cli.md`."""

from collections.abc import Iterator

import click

from kanban.cli.declared import Arg, Verb
from kanban.cli.declaring import Command
from kanban.cli.verbs.table import DEFAULTS, SUBJECTS, load

HEAD = """# The verbs of kanban

Made from the help of the verbs by `python -m kanban.cli.reference > docs/cli.md`; a test says when it is stale.

Without a verb, `kanban [-w WHERE] [--board SLUG] [--readonly] [--plain] [--no-mouse]` opens a board. `-w WHERE` (or
`--workspace WHERE`), `--lang LANG` and `--color auto|always|never` stand before the verb. The workspace is that of
`-w`, else of `KANBAN_WORKSPACE`, else the nearest one upwards, else your own.
"""


def reference() -> str:
    """The whole reference."""
    lines = [HEAD]
    for subject, names in SUBJECTS:
        lines.append(f"## {subject}\n")
        for name in names:
            lines += _verb(load(name))
    return "\n".join(lines).rstrip() + "\n"


def _verb(verb: Verb) -> Iterator[str]:
    command = Command(verb, verb.name)
    about, _, more = str(verb.about).partition("\n\n")
    short = [f"`kanban {group}`" for group, default in DEFAULTS.items() if f"{group} {default}" == verb.name]
    usage = " ".join(command.collect_usage_pieces(click.Context(command)))
    yield f"### kanban {verb.name}\n"
    yield f"    kanban {verb.name} {usage}\n"
    yield " ".join(about.split()) + (f" Also {short[0]}." if short else "") + "\n"
    if verb.args:
        yield from (f"- `{_words(argument)}`: {argument.help}" for argument in verb.args)
        yield ""
    if more:
        yield from (f"    {line}".rstrip() for line in more.split("\n"))
        yield ""


def _words(argument: Arg) -> str:
    metavar = "|".join(argument.choices) or argument.metavar
    if not argument.is_option:
        return metavar or argument.names[0].upper()
    return ", ".join(argument.names) + ("" if argument.is_flag else f" {metavar}")


if __name__ == "__main__":
    print(reference(), end="")
