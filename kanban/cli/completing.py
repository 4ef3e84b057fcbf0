"""Candidates for the word under the cursor; asked by the scripts of `completion`."""

import argparse
from collections.abc import Iterator
from contextlib import suppress

from kanban.cli import verbs
from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.main import COLORS, before_verb
from kanban.cli.spec import Arg, Verb, arg, verb
from kanban.store.errors import StoreError
from kanban.text.clean import clean_line
from kanban.text.messages import Refused

Candidates = Iterator[tuple[str, str]]
ABOUT_LENGTH = 70


@verb("__complete", arg("words", metavar="WORD", nargs="*", help="the words so far, the last one unfinished"))
def complete(shell: Shell, args: argparse.Namespace) -> None:
    """Print candidates for the last word, one a line, each with a tab and what it is."""
    words = args.words or [""]
    with suppress(Refused, StoreError, Usage):
        for value, about in candidates(words[:-1], words[-1], shell):
            if value.startswith(words[-1]):
                shell.out(f"{value}\t{clean_line(about)[:ABOUT_LENGTH]}" if about else value)


def candidates(before: list[str], word: str, shell: Shell) -> Candidates:
    """What could stand at the place of `word`, after the words before it."""
    if before and before[-1] in ("-w", "--workspace", "--color"):
        yield from ((c, "") for c in COLORS if before[-1] == "--color")
        return
    line = before_verb(before)
    if line.workspace:
        shell = Shell(line.workspace)
    name, rest = _verb(line.rest)
    if name not in verbs.VERBS:
        yield from _next_words(name) if not rest else ()
        return
    if name in verbs.GROUPS or (name in verbs.DEFAULTS.values() and not line.rest):
        yield from _next_words(name)
    yield from _arguments(verbs.load(name), rest, word, shell)


def _verb(words: list[str]) -> tuple[str, list[str]]:
    """The verb or group so far, and the words after it."""
    name, rest = "", list(words)
    while rest and (longer := f"{name} {rest[0]}".strip()) in verbs.VERBS.keys() | verbs.GROUPS:
        name, rest = longer, rest[1:]
    if rest and rest[0].startswith("-"):
        name = verbs.DEFAULTS.get(name, name) or "open"
    return name, rest


def _next_words(group: str) -> Candidates:
    prefix = f"{group} " if group else ""
    seen = set()
    for name, row in verbs.VERBS.items():
        if not name.startswith(prefix) or name in verbs.HIDDEN:
            continue
        word, _, more = name.removeprefix(prefix).partition(" ")
        if word not in seen:
            seen.add(word)
            yield word, row.summary if not more else f"verbs of {prefix}{word}"
    if not group:
        yield from (("-w", "the workspace"), ("--color", "when to use colour"), ("--version", ""), ("--help", ""))


def _arguments(chosen: Verb, words: list[str], word: str, shell: Shell) -> Candidates:
    options = {name: one for one in chosen.args if one.is_option for name in one.names}
    if words and (one := options.get(words[-1])) and one.takes_value:
        yield from _values(one, shell, chosen, words)
        return
    if word.startswith("-"):
        yield from ((one.names[0] if word[:2] != "--" else one.names[-1], _about(one)) for one in options.values())
        yield "--help", "what the verb does"
        return
    positional = [one for one in chosen.args if not one.is_option]
    typed = _positionals(words, options)
    if positional:
        one = positional[min(len(typed), len(positional) - 1)]
        yield from _values(one, shell, chosen, words)


def _positionals(words: list[str], options: dict[str, Arg]) -> list[str]:
    typed, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in options and options[word].takes_value
        else:
            typed.append(word)
    return typed


def _values(one: Arg, shell: Shell, chosen: Verb, words: list[str]) -> Candidates:
    yield from ((str(choice), "") for choice in one.keywords.get("choices", ()))
    board = _option(words, "--board")
    for kind in one.complete.split():
        yield from _KINDS[kind](shell, board)


def _option(words: list[str], name: str) -> str | None:
    return words[words.index(name) + 1] if name in words[:-1] else None


def _cards(shell: Shell, board: str | None) -> Candidates:
    from kanban.cli.lookup import chosen_board

    found = chosen_board(shell, board)
    if found is not None:
        for column in found.columns:
            yield from ((i, f"{found.cards[i].title} ({column.name})") for i in found.cards_in(column.id))


def _columns(shell: Shell, board: str | None) -> Candidates:
    from kanban.cli.lookup import chosen_board

    found = chosen_board(shell, board)
    if found is not None:
        yield from ((clean_line(column.name), column.kind) for column in found.columns)


def _milestones(shell: Shell, board: str | None) -> Candidates:
    yield from ((m.id, m.name) for m in shell.plan.milestones.values())


def _codes(shell: Shell, board: str | None) -> Candidates:
    yield from ((node.code, node.name) for node in shell.plan.nodes.values())


def _boards(shell: Shell, board: str | None) -> Candidates:
    yield from ((slug, "") for slug in shell.store.boards())


def _nothing(shell: Shell, board: str | None) -> Candidates:
    """Files and folders: the shell's own business."""
    yield from ()


def _about(one: Arg) -> str:
    return str(one.keywords["help"])


_KINDS = {
    "card": _cards, "column": _columns, "milestone": _milestones, "code": _codes, "board": _boards,
    "file": _nothing, "dir": _nothing,
}  # fmt: skip
