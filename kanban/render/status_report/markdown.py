"""A report as Markdown (CommonMark with the tables of GitHub); texts of others are never markup in it."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from kanban.render.status_report.blocks import Block, Drawing, Grid, Heading, Item, Listing, Page, Paragraph
from kanban.text.clean import clean_line
from kanban.text.messages import joined

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]")
_AT_THE_START = re.compile(r"^(?:[-+]|\d+[.)](?=\s|$))")
_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=/)")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def plain(text: str, begins: bool = False) -> str:
    """A text so that Markdown shows it as it is: no markup, no HTML, no link, no end of a table's cell.

    `begins`: a line or an item begins with it, so that it must not look like a list either.
    """
    out = _MARKUP.sub(lambda match: f"\\{match[0]}", clean_line(text))
    if begins:
        out = _AT_THE_START.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], out)
    out = _SCHEME.sub("\\:", out)
    out = _WWW.sub(r"\1\\.", out)
    return out.replace("@", "@" + _WORD_JOINER)  # an escaped @ still makes an address a link


def markdown(page: Page, files: Mapping[str, str]) -> str:
    """The page; `files` names the file of each picture beside it, and a picture without one is left out."""
    parts = [f"# {plain(page.title)}"]
    for block in page.blocks:
        parts += _written(block, files)
    return "\n\n".join(parts) + "\n"


def _written(block: Block, files: Mapping[str, str]) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {plain(text)}"
        case Paragraph(text):
            yield plain(text, begins=True)
        case Listing(items):
            yield "\n".join(f"- {_item(item)}" for item in items)
        case Grid():
            yield _table(block)
        case Drawing(name, sheet):
            if name in files:
                yield f"![{plain(sheet.name)}]({quote(files[name])})"


def _item(item: Item) -> str:
    text = plain(item.text, begins=not item.lead)
    if not item.lead:
        return text
    lead = f"**{plain(item.lead)}**"
    return str(joined((lead, text), ": ")) if text else lead


def _table(grid: Grid) -> str:
    heads = [plain(head.text) for head in grid.heads]
    rules = ["---:" if head.right else "---" for head in grid.heads]
    rows = [heads, rules, *([plain(cell.text) for cell in row] for row in grid.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
