"""Help as lines of cells: a Chinese sign takes two, and a line may be broken beside it."""

from collections.abc import Sequence

import click

from kanban.text.clean import pad, width, wrap
from kanban.text.messages import tr

HELP_WIDTH = 100
LABELS = 26
"""Cells for the names of options and verbs at most; what is longer stands on a line of its own."""


def paragraph(formatter: click.HelpFormatter, text: str) -> None:
    """Prose, behind an empty line."""
    formatter.write("\n")
    for line in wrap(" ".join(text.split()), HELP_WIDTH):
        formatter.write(line + "\n")


def more(formatter: click.HelpFormatter, text: str) -> None:
    """Paragraphs and, kept as they are, lines that are indented: examples; each paragraph begins on a new line."""
    for part in text.split("\n\n"):
        prose: list[str] = []
        for line in [*part.split("\n"), "  "]:
            if not line.startswith("  "):
                prose.append(line)
                continue
            if prose:
                paragraph(formatter, " ".join(prose))
                prose = []
            if line.strip():
                formatter.write(line + "\n")


def rows(formatter: click.HelpFormatter, title: str, found: Sequence[tuple[str, str]]) -> None:
    """A heading, and under it names with what they mean."""
    if not found:
        return
    formatter.write(f"\n{tr('{heading}:', heading=title)}\n")
    cells = min(LABELS, max(width(label) for label, _ in found) + 2)
    for label, about in found:
        first, *others = wrap(about, HELP_WIDTH - cells - 2)
        if width(label) > cells - 2:
            formatter.write(f"  {label}\n")
            label = ""
        formatter.write(f"  {pad(label, cells)}{first}".rstrip() + "\n")
        for line in others:
            formatter.write(" " * (cells + 2) + line + "\n")
