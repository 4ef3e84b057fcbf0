"""A report as one file of HTML, its pictures in it; texts of others are never markup, and nothing is loaded."""

from collections.abc import Iterator

from kanban.render.status_report.blocks import Block, Cell, Drawing, Grid, Head, Heading, Item, Listing, Page, Paragraph
from kanban.render.svg.elements import FONTS, element, safe
from kanban.render.svg.sheet import document
from kanban.render.svg.style import GRID, INK, SOFT, STATUS
from kanban.text.messages import joined, language

_NOTHING_LOADED = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = f"""
body {{ font: 14px/1.5 {FONTS}; color: {INK}; background: #fff; max-width: 1000px; margin: 24px auto; padding: 0 16px }}
h1 {{ font-size: 22px; margin: 0 0 4px }} h2 {{ font-size: 17px; margin: 28px 0 8px; border-bottom: 1px solid {GRID} }}
h3 {{ font-size: 14px; margin: 16px 0 4px }} p, ul {{ margin: 4px 0 }} ul {{ padding-left: 20px }}
table {{ border-collapse: collapse; width: 100%; font-size: 13px }} .wide {{ overflow-x: auto }}
th, td {{ text-align: left; padding: 4px 8px; border-bottom: 1px solid {GRID}; vertical-align: top }}
th {{ color: {SOFT}; font-weight: normal }} .r {{ text-align: right }} .r, .whole {{ white-space: nowrap }}
body > ul:last-child {{ font-size: 12px; color: {SOFT} }}
svg {{ display: block; max-width: 100%; height: auto; margin: 8px 0 }}
@page {{ margin: 14mm }}
@media print {{
  body {{ font-size: 11px; margin: 0; padding: 0 }} table {{ font-size: 10px }} th, td {{ padding: 3px 5px }}
  .wide {{ overflow-x: visible }} svg {{ max-width: 150mm }} body > ul:last-child {{ font-size: 9px }}
  h2, h3 {{ break-after: avoid }} svg, tr, li {{ break-inside: avoid }}
}}
"""
_ROLES = "".join(f".{role} {{ color: {colour}; font-weight: bold }}\n" for role, colour in STATUS.items())


def html(page: Page) -> str:
    """The page, whole."""
    head = "\n".join((
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_LOADED}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        element("title", safe(page.title)),
        f"<style>{_STYLE}{_ROLES}</style>",
    ))  # fmt: skip
    body = "\n".join((element("h1", safe(page.title)), *(part for block in page.blocks for part in _written(block))))
    lang = language().replace("_", "-")
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _written(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield element(f"h{level}", safe(text))
        case Paragraph(text):
            yield element("p", safe(text))
        case Listing(items):
            yield element("ul", "\n", *(f"{element('li', *_item(item))}\n" for item in items))
        case Grid():
            yield element("div", _table(block), class_="wide")
        case Drawing(_, sheet):
            yield document([sheet], alone=False)


def _item(item: Item) -> tuple[str, ...]:
    if not item.lead:
        return (safe(item.text),)
    lead = element("b", safe(item.lead))
    return (str(joined((lead, safe(item.text)), ": ")) if item.text else lead,)


def _table(grid: Grid) -> str:
    heads = [element("th", safe(head.text), class_=_of(head), scope="col") for head in grid.heads]
    rows = [
        element("tr", *(_cell(cell, head) for cell, head in zip(row, grid.heads, strict=True))) for row in grid.rows
    ]
    return element("table", element("thead", element("tr", *heads)), "\n", element("tbody", *(f"{r}\n" for r in rows)))


def _cell(cell: Cell, head: Head) -> str:
    role = cell.role if cell.role in STATUS else ""
    return element("td", safe(cell.text), class_=f"{_of(head)} {role}".strip())


def _of(head: Head) -> str:
    if head.right:
        return "r"
    return "whole" if head.whole else ""
