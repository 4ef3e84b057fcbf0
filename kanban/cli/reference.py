"""The reference of all verbs in Markdown, made from their help: `python -m kanban.cli.reference > docs/cli.md`."""

from collections.abc import Iterator

from kanban.cli.spec import Arg, Verb, parser_of
from kanban.cli.verbs import DEFAULTS, SUBJECTS, load

HEAD = """# The verbs of the shell

Made from the help of the verbs by `python -m kanban.cli.reference > docs/cli.md`; a test says when it is stale.

Without a verb, `kanban [-w DIR] [--board SLUG] [--readonly] [--plain] [--no-mouse]` opens a board. `-w DIR` (or
`--workspace DIR`) and `--color auto|always|never` stand before the verb. The workspace is that of `-w`, else of
`KANBAN_WORKSPACE`, else the nearest one upwards, else your own.
"""


def reference() -> str:
    """The whole reference."""
    lines = [HEAD]
    for subject, rows in SUBJECTS.items():
        lines.append(f"## {subject}\n")
        for name in rows:
            lines += _verb(load(name))
    return "\n".join(lines).rstrip() + "\n"


def _verb(verb: Verb) -> Iterator[str]:
    parser = parser_of(verb)
    short = [f"`kanban {group}`" for group, name in DEFAULTS.items() if name == verb.name]
    yield f"### kanban {verb.name}\n"
    yield f"    {parser.format_usage().removeprefix('usage: ').strip()}\n"
    yield " ".join((parser.description or "").split()) + (f" Also {short[0]}." if short else "") + "\n"
    if verb.args:
        yield from (f"- `{_words(one)}`: {one.keywords['help']}" for one in verb.args)
        yield ""
    if parser.epilog:
        yield from (f"    {line}".rstrip() for line in parser.epilog.split("\n"))
        yield ""


def _words(one: Arg) -> str:
    choices = one.keywords.get("choices")
    metavar = "|".join(choices) if choices else one.keywords.get("metavar", "")
    value = f" {metavar}" if one.takes_value and one.is_option else ""
    return ", ".join(one.names) + value if one.is_option else str(metavar)


if __name__ == "__main__":
    print(reference(), end="")
