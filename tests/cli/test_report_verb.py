"""`kanban report`: one page for the Monday meeting, in Markdown or HTML."""

import os
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import time_machine
from calls import DEMO_NOW, Desk

LAST_WEEK = ("--from", "2026-11-16", "--to", "2026-11-23")
SECTIONS = [
    "## Milestones", "## Why they slip, and what to do next", "## What changed", "## Flow of the drivers",
    "## How it is counted",
]  # fmt: skip


def table(text, head):
    """The rows of the table whose first head is given."""
    block = next(part for part in text.split("\n\n") if part.startswith(f"| {head} |"))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()[2:]]


def test_the_last_week_is_told_if_nothing_is_said(demo):
    done = demo("report")
    assert done.out.startswith("# Bridge 大桥 · weekly report\n\nFrom 16 Nov 2026 00:00 to 23 Nov 2026 00:00;")
    assert [line for line in done.out.splitlines() if line.startswith("## ")] == SECTIONS
    assert done.out == demo("report", *LAST_WEEK).out
    assert "pictures are left out" in done.err


def test_its_figures_are_those_of_the_other_verbs(demo):
    out = demo("report").out
    milestones = table(out, "milestone")
    rollup = demo("rollup", "--json").json
    assert [row[0].split()[0] for row in milestones] == [one["id"] for one in rollup["milestones"]]
    done = [f"{one['cards_done']}/{one['cards_total']}" for one in rollup["milestones"]]
    assert [row[3] for row in milestones] == done
    achievement = rollup["achievement"]
    assert f"({achievement['achieved_on_time']}/{achievement['due']})" in out
    flow = {row[0]: row for row in table(out, "board, driver")}
    metrics = demo("metrics", "--json", *LAST_WEEK).json
    for board in metrics["boards"]:
        assert flow[board["board"]][2] == str(board["finished"])
        assert flow[board["board"]][6].startswith(f"{board['cycle_time']['count']}/")
    assert flow["all boards"][2] == str(metrics["total"]["finished"])
    late = next(one for one in rollup["milestones"] if one["status"] == "late")
    causes = demo("forecast", "why", late["id"], "--json").json["causes"]
    part = out.split(f"### {late['id']} ")[1].split("###")[0]
    assert [c["cause"] for c in causes if c["seconds"]][:1] == ["scope"]
    assert "- **scope added +" in part


def test_the_same_data_and_moment_give_the_same_page(demo):
    for form in ("md", "html"):
        then = demo("report", "--as-of", "2026-11-20 12:00", "--format", form).out
        with time_machine.travel(DEMO_NOW.replace(month=12), tick=False):
            assert demo("report", "--as-of", "2026-11-20 12:00", "--format", form).out == then
    assert "09 Nov 2026 00:00 to 16 Nov 2026" in then


def test_a_signal_is_told_in_the_window_that_it_ends_in(demo):
    signals = demo("quality", "--json", "--from", "2026-08-17", "--to", "2026-11-09").json["boards"]
    ends = {(b["board"], s["to_at"][:10]) for b in signals for s in b["xmr"]["signals"] if s["to_at"] > "2026-10-26"}
    assert ends == {("chen", "2026-10-29"), ("wang", "2026-10-28")}
    told = demo("report", "--from", "2026-10-26", "--to", "2026-11-09").out
    assert sorted(line.split(" ")[1] for line in told.splitlines() if "cycle time**: " in line) == ["**chen", "**wang"]
    assert "cycle time**: " not in demo("report", "--from", "2026-11-02", "--to", "2026-11-09").out.split("## How")[0]


class Parser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_html_is_one_file_with_its_pictures(demo, tmp_path, lang):
    target = tmp_path / "week.html"
    demo("--lang", lang, "report", "-o", target)
    text = target.read_text(encoding="utf-8")
    parser = Parser()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    assert parser.seen.count("svg") == 4
    assert [path.name for path in tmp_path.iterdir()] == ["week.html"]
    for start in (n for n in range(len(text)) if text.startswith("<svg", n)):
        ElementTree.fromstring(text[start : text.index("</svg>", start) + 6])
    assert ('lang="zh-CN"' in text) == (lang == "zh")


def test_markdown_has_its_pictures_beside_it(demo, tmp_path):
    demo("report", "-o", tmp_path / "my week.md")
    names = {"my week.md", "my week-milestones.svg", "my week-throughput.svg", "my week-scatter.svg", "my week-cfd.svg"}
    assert {path.name for path in tmp_path.iterdir()} == names
    text = (tmp_path / "my week.md").read_text(encoding="utf-8")
    assert "![throughput](my%20week-throughput.svg)" in text
    for name in names - {"my week.md"}:
        ElementTree.parse(tmp_path / name)


def test_into_a_device_go_no_pictures(demo):
    assert "pictures are left out" in demo("report", "-o", os.devnull).err
    assert not [path for path in Path(os.devnull).parent.iterdir() if path.name.startswith("null-")]


def test_a_folder_is_no_file_and_nothing_is_left_beside_it(demo, tmp_path):
    (tmp_path / "week").mkdir()
    assert "cannot be written, is a directory" in demo("report", "-o", tmp_path / "week", code=1).err
    assert [path.name for path in tmp_path.rglob("*")] == ["week"]


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("path", ["", ".", "..", "/", "./"])
def test_a_path_that_names_no_file_is_refused(empty, tmp_path, monkeypatch, form, path):
    """An empty one is a variable of a script that is not set: nothing is printed in its place."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    done = empty("report", "--format", form, f"--output={path}", code=1)
    assert done.out == ""
    assert done.err.endswith("cannot be written, is a directory\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("path", [".", "/"])
def test_pictures_find_no_place_beside_it_either(demo, path):
    assert "cannot be written, is a directory" in demo("report", f"--output={path}", code=1).err


def test_in_chinese_all_words_are_chinese(demo):
    out = demo("--lang", "zh", "report").out
    assert out.startswith("# Bridge 大桥 · 周报")
    heads = [line for line in out.splitlines() if line.startswith("#") and "M" not in line]
    assert not [line for line in heads[1:] if line.isascii()]
    assert "**里程碑达成率**：60% (3/5)" in out


def test_hostile_titles_are_text(desk):
    title = "<script>x</script> | `a` [b](javascript:alert) \u202ecod"
    desk("plan", "set", "--project", title)
    desk("plan", "node", "add", "1", title)
    desk("plan", "node", "add", "1.1", title)
    desk("plan", "node", "add", "1.1.1", title)
    desk("milestone", "add", title, "--id", "M1", "--gate", "1.1.1", "--baseline", "2026-01-01")
    desk("add", title, "--wp", "1.1.1")
    desk("move", "1", "doing")
    desk("block", "1", "--reason", title)
    for form in ("md", "html"):
        out = desk("report", "--format", form, "--from", "-7d", "--to", "+1d").out
        assert "<script" not in out.replace("\\<script", "")
        assert "\u202e" not in out
        assert "](" not in out.replace("\\](", "") or form == "html"


def test_a_board_that_cannot_be_read_is_named_without_its_folder(demo, tmp_path, monkeypatch):
    broken = tmp_path / "broken"
    shutil.copytree(demo.folder, broken)
    file = broken / "boards" / "chen" / "board.json"
    file.write_bytes(file.read_bytes()[:2000])
    out = Desk(broken, monkeypatch, "-w", str(broken))("report").out
    assert "Not counted, so that figures may be too small:\n\n- **chen**: " in out
    assert str(tmp_path) not in out
    assert "\u00b7 3 unknown" in out


def test_nothing_yet_is_a_page_that_says_so(empty):
    out = empty("report").out
    for words in ("no milestones yet", "no milestone is late or at risk", "nothing changed", "no boards yet"):
        assert words in out
    assert "- (0/0) · no baseline has passed yet" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-11-20", "--to", "2026-11-20"], "so the window is empty"),
        (["--from", "2026-12-20", "--to", "2026-12-27"], "nothing of the window lies before"),
        (["--from", "+1d"], "nothing of the window lies before"),
        (["--as-of", "2027-01-01"], "lies in the future"),
        (["--from", "nonsense"], "is not understood"),
        (["-o", "/nowhere/at/all.md"], "cannot be written, no such file or directory"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(demo, words, said):
    done = demo("report", *words, code=1)
    assert said in done.err.splitlines()[-1]
    assert done.out == ""


def test_where_there_is_no_workspace_it_says_so(desk):
    assert "there is no workspace" in desk("report", code=3).err


def test_a_window_with_one_end(demo):
    assert (
        "# Bridge 大桥 · status report\n\nFrom 01 Nov 2026 00:00 to 24 Nov 2026 18:09;"
        in demo("report", "--from", "2026-11-01").out
    )
    assert "From 09 Nov 2026 00:00 to 16 Nov 2026 00:00;" in demo("report", "--to", "2026-11-16").out
