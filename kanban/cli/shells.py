"""Completion in Bash, zsh and fish. click asks the verbs; here is what Bash needs of its own.

Bash replaces only a part of the word under the cursor: what stands after an open quote, or after the last character
of COMP_WORDBREAKS (a colon, an equals sign). So this part alone is given, quoted as what stands before it.
"""

import os
from typing import NamedTuple

from click.shell_completion import FishComplete, ShellComplete, ZshComplete

from kanban.cli.groups import COMPLETE, Root

MENU_TYPES = ("37", "42")
"""Values of COMP_TYPE for which Bash puts each value into the line in turn."""
_OBEYED = frozenset(" \t!\"#$&'()*;<>?[\\]^`{|}~")
_IN_DOUBLE_QUOTES = frozenset('"\\$`')


class Word(NamedTuple):
    """A word of a command line as far as it is typed."""

    value: str
    """What it means, without quotes."""
    kept: int
    """How many characters of the value stand before what Bash replaces."""
    quote: str
    """The quote that is open; empty if none is."""


def words(line: str, breaks: str) -> list[Word]:
    """The words of a line up to its end, the last one perhaps unfinished or empty."""
    parts: list[Word] = []
    value, kept, quote, is_word, is_escaped = "", 0, "", False, False
    for sign in line:
        if is_escaped:
            value, is_escaped = value + sign, False
        elif sign == "\\" and quote != "'":
            is_escaped = is_word = True
        elif quote:
            quote, value = ("", value) if sign == quote else (quote, value + sign)
        elif sign in "'\"":
            quote, kept, is_word = sign, len(value), True
        elif sign in " \t":
            if is_word:
                parts.append(Word(value, 0, ""))
            value, kept, is_word = "", 0, False
        else:
            value, is_word = value + sign, True
            kept = len(value) if sign in breaks else kept
    return [*parts, Word(value, kept, quote)]


def quoted(text: str, quote: str) -> str:
    """The text as it must be typed in such quotes, or without."""
    if quote == "'":
        return text.replace("'", "'\\''")
    special = _IN_DOUBLE_QUOTES if quote else _OBEYED
    return "".join(f"\\{sign}" if sign in special else sign for sign in text)


class Bash(ShellComplete):
    """Completion for Bash: the first line says what follows, each other is a value to insert."""

    name = "bash"
    source_template = """\
# kanban completion for bash: eval "$(kanban completion bash)"
%(complete_func)s() {
    local -a answer
    mapfile -t answer < <(COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_TYPE="$COMP_TYPE" \\
        COMP_WORDBREAKS="$COMP_WORDBREAKS" %(complete_var)s=bash_complete "$1" 2>/dev/null)
    COMPREPLY=("${answer[@]:1}")
    case "${answer[0]}" in
        dir) compopt -o dirnames ;;
        file) compopt -o default ;;
    esac
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def complete(self) -> str:
        """Values for the word under the cursor; with titles while there is a choice, which are never inserted."""
        line = os.environb[b"COMP_LINE"][: int(os.environ["COMP_POINT"])].decode(errors="replace")
        typed = words(line, os.environ.get("COMP_WORDBREAKS", ""))
        last = typed[-1]
        items = self.get_completions([word.value for word in typed[1:-1]], last.value)
        others = [item.type for item in items if item.type != "plain"]
        if others:
            return others[0]
        name, equals, _ = last.value.partition("=")
        before = name + equals if equals and name.startswith("-") else ""
        lines = [quoted((before + item.value)[last.kept :], last.quote) for item in items]
        if len(items) > 1 and os.environ.get("COMP_TYPE") not in MENU_TYPES:
            lines = [f"{text}  ({item.help})" if item.help else text for text, item in zip(lines, items, strict=True)]
        return "\n".join(["plain", *lines])


class Fish(FishComplete):
    """Completion for fish, where a comma may stand in a value or a title."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "fish": Fish, "zsh": ZshComplete}


def source(shell: str) -> str:
    """The script of a shell."""
    return _of(shell).source().strip("\n")


def complete(instruction: str) -> str | None:
    """The answer to a script that asked by `COMPLETE`; None for what no script of ours asks."""
    shell, _, what = instruction.partition("_")
    return _of(shell).complete() if shell in SHELLS and what == "complete" else None


def _of(shell: str) -> ShellComplete:
    return SHELLS[shell](Root(), {}, "kanban", COMPLETE)
