"""The report's two ways to be written: what others typed is text in both, and nothing is loaded or linked."""

from html.parser import HTMLParser

import pytest

from kanban.render.flow_pictures.picture import Picture
from kanban.render.status_report.blocks import Cell, Drawing, Grid, Head, Heading, Item, Listing, Page, Paragraph
from kanban.render.status_report.html import html
from kanban.render.status_report.markdown import markdown, plain
from kanban.render.svg.sheet import sheet
from kanban.text.messages import msg

VOID = {"meta"}
HOSTILE = [
    "<script>alert(1)</script>", "a | b", "`code` ``x``", "x](javascript:alert(1))", "[x](http://evil.example)",
    "![x](http://evil.example/a.png)", "<img src=x onerror=alert(1)>", "\u202ecod.exe", "http://evil.example/x",
    "www.evil.example", "me@evil.example", "**bold** _it_ ~~no~~", "# head", "&lt;b&gt;", '"><svg onload=x>',
    "line\nbreak\r\n\r\n# head", "</title></style></svg>", "\x1b[31mred\x00", "- item", "1. item", "$x$", "\\",
    "<https://evil.example>", "|---|", "&#106;avascript", "]]>", "<!-- x -->",
]  # fmt: skip


class Tree(HTMLParser):
    """Checks that every tag is closed in its turn, and collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def page(text: str) -> Page:
    """The text everywhere that a text can stand."""
    drawn = sheet(Picture(points=(), why_empty=msg("{x}", x=text)), text, text, text)
    return Page(text, (
        Heading(text), Heading(text, 3), Paragraph(text), Listing((Item(text), Item(text, text), Item("", text))),
        Grid((Head(text), Head(text, right=True)), ((Cell(text, "late"), Cell(text, text)),)), Drawing("x", drawn),
    ))  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_html_is_well_formed_and_has_no_element_of_others(text: str) -> None:
    tree = Tree()
    written = html(page(text))
    tree.feed(written)
    tree.close()
    assert tree.open == []
    assert tree.tags <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li", "b", "div", "table",
        "thead", "tbody", "tr", "th", "td", "svg", "g", "rect", "text",
    }  # fmt: skip
    assert not [name for name in tree.attributes if name.startswith("on") or name in ("href", "src")]
    assert not set(written) & set("\x00\x1b\u202e")
    if text.isprintable():
        assert text in tree.text


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_keeps_the_text_and_its_tables(text: str) -> None:
    written = markdown(page(text), {"x": "a b.svg"})
    assert len(written.split("\n\n")) == 7
    table = written.split("\n\n")[5].splitlines()
    assert len(table) == 3
    bare = [line.replace("\\\\", "").replace("\\|", "") for line in table]
    assert [line.count("|") for line in bare] == [3, 3, 3]
    for sign in "<[]`*~":
        lines = written.replace("\\\\", "").replace("**", "")
        assert f"{sign}" not in lines.replace(f"\\{sign}", "").replace("![", "").replace("](a%20b.svg)", "")
    assert not set(written) & set("\x00\x1b\u202e\r")


def rendered(text: str) -> str:
    return pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"html": True}).render(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_of_github_markdown_sees_the_text_and_no_more(text: str) -> None:
    tree = Tree()
    tree.feed(rendered(markdown(page(text), {"x": "x.svg"})))
    assert tree.tags <= {
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "img",
    }
    assert "href" not in tree.attributes
    if text.isprintable():
        assert text in tree.text.replace("\u2060", "")


def test_what_means_nothing_stands_as_it_is() -> None:
    assert plain("P50 is 6.4d before the baseline (n 36): +3, -1") == "P50 is 6.4d before the baseline (n 36): +3, -1"
    assert plain("2. weld", begins=True) == "2\\. weld"


def test_a_picture_without_a_file_is_left_out() -> None:
    assert "![" not in markdown(page("x"), {})
