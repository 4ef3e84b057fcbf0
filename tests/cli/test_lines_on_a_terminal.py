"""What verbs print on a terminal of 80 cells: every line fits, in every language, with colour or not."""

import re

import calls
import pytest

from kanban.cli.context import STYLES
from kanban.text.clean import width

WINDOW = ["--from", "2026-09-01", "--to", "2026-10-01", "--board", "li"]
VERBS = [
    ["list", "--all-boards", "--limit", "30"], ["metrics", "--board", "zhang"], ["metrics", *WINDOW, "--cards"],
    ["metrics", *WINDOW, "--chart", "cfd"], ["quality", *WINDOW], ["quality"], ["milestone"],
    ["milestone", "show", "M5"], ["plan"], ["board"], ["board", "show", "li"], ["link"],
    ["calendar"], ["budget"], ["rate"], ["cost"], ["evm"],
    ["savings", "--before", "-8w..-4w", "--after", "-4w..today"], ["benefit", "2027-01-01=5", "2028-01-01=-70000"],
]  # fmt: skip
PAINT = re.compile("\033\\[([0-9]*)m")


@pytest.fixture
def terminal(demo, monkeypatch):
    """The demo's command line, with a standard output that is a terminal."""
    monkeypatch.setattr(calls._Stream, "isatty", lambda stream: True, raising=False)
    for name, value in (("TERM", "xterm-256color"), ("COLUMNS", "80"), ("LC_ALL", "C.UTF-8")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return demo


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_line_fits_and_colours_end_where_the_line_ends(terminal, words, lang):
    out = terminal("--lang", lang, *words).out
    assert out
    for line in out.splitlines():
        assert width(PAINT.sub("", line)) <= 80, line
        codes = PAINT.findall(line)
        assert codes[1::2] == ["0"] * (len(codes) // 2)
        assert len(codes) % 2 == 0
        assert set(codes[::2]) <= set(STYLES.values())


@pytest.mark.parametrize("words", VERBS[2:6], ids=" ".join)
def test_without_colour_it_is_the_same_text(terminal, words):
    coloured = terminal(*words).out
    assert PAINT.search(coloured)
    for plain in (terminal("--color", "never", *words).out, terminal(*words, NO_COLOR="1").out,
                  terminal(*words, TERM="dumb").out):  # fmt: skip
        assert plain == PAINT.sub("", coloured)


@pytest.mark.parametrize("cells", [40, 60, 100, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_rules_of_the_figures_are_whole_at_any_width(terminal, lang, cells):
    """Each rule of the JSON stands there word by word, though over several lines where there is little room."""
    words = ["--lang", lang, "metrics", *WINDOW]
    page = PAINT.sub("", terminal(*words, COLUMNS=str(cells)).out)
    assert max(width(line) for line in page.splitlines()) <= cells
    joined = "".join(page.split())
    rules = {
        rule for rule in terminal(*words, "--json").json["definitions"].values() if "".join(rule.split()) in joined
    }
    assert len(rules) >= 6


def test_a_fact_is_followed_by_its_further_lines_under_its_own_words(terminal):
    page = PAINT.sub("", terminal("milestone", "show", "M5", COLUMNS="40").out)
    facts = page.partition("\n\n")[0].splitlines()[1:]
    labels = [line[:12].strip() for line in facts]
    assert labels[0] == "status"
    assert labels.count("") >= 2
    assert all(line[11] == " " and line[12] != " " for line in facts)
    assert max(map(width, facts)) <= 40
