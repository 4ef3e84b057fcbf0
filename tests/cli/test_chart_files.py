"""`kanban metrics --chart NAME --svg FILE`: a picture in a file, whole or not at all."""

import os
import stat
from xml.etree import ElementTree

import pytest

from kanban.cli.verbs.metrics import CHARTS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_of_every_board_stands_in_the_file(demo, tmp_path, name):
    target = tmp_path / "picture.svg"
    done = demo("metrics", "--chart", name, "--svg", target)
    assert (done.out, done.err) == ("", f"wrote {target}\n")
    root = ElementTree.parse(target).getroot()
    assert len(root.findall(f"{SVG}g")) == 4
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~_umask()
    assert [path.name for path in tmp_path.iterdir()] == ["picture.svg"]


def _umask():
    mask = os.umask(0o22)
    os.umask(mask)
    return mask


def test_a_minus_prints_it_and_chinese_is_spoken(demo):
    out = demo("--lang", "zh", "metrics", "--board", "zhang", "--chart", "cfd", "--svg", "-").out
    assert "zhang · 累积流图" in [one.text for one in ElementTree.fromstring(out.encode()).iter(f"{SVG}text")]


def test_a_file_that_was_there_is_replaced_and_keeps_its_rights(demo, tmp_path):
    target, link = tmp_path / "a.svg", tmp_path / "link.svg"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    demo("metrics", "--chart", "cfd", "--svg", link)
    assert link.is_symlink()
    assert target.read_text().startswith("<?xml")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["", "missing/a.svg", ".", "x" * 300])
def test_a_file_that_cannot_be_written_is_refused_in_one_sentence(demo, tmp_path, name):
    done = demo("metrics", "--chart", "cfd", "--svg", tmp_path / name, code=1)
    assert "cannot be written, " in done.err
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_and_not_put_aside(demo):
    demo("metrics", "--chart", "cfd", "--svg", os.devnull)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_it_needs_a_chart_and_a_board(demo, empty, tmp_path):
    assert "--chart NAME" in demo("metrics", "--svg", "a.svg", code=2).err
    done = empty("metrics", "--chart", "cfd", "--svg", "a.svg", code=1)
    assert done.err.splitlines()[-1] == "kanban: --svg: there is no board to draw"
    assert not (tmp_path / "a.svg").exists()


def test_the_milestones_are_drawn_from_today_to_their_forecasts(demo, tmp_path):
    target = tmp_path / "milestones.svg"
    demo("rollup", "--svg", target)
    root = ElementTree.parse(target).getroot()
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert "Bridge 大桥 · roll-up" in words
    found = demo("rollup", "--json").json["milestones"]
    names = [word.split()[0] for word in words if word.startswith("M") and word[1].isdigit()]
    assert sorted(names) == sorted(one["id"] for one in found)
    told = [one.text for one in root.iter(f"{SVG}title")]
    late = next(one for one in found if one["status"] == "late")
    assert sum(text.startswith(f"{late['id']} ") and "P85" in text for text in told) == 3  # P50, P85, baseline
    left = {round(float(bar.attrib["x"])) for bar in root.iter(f"{SVG}rect") if bar.attrib.get("height") == "12"}
    assert len(left) == 2  # all begin today; and the legend's


def test_a_picture_of_the_roll_up_is_no_json(demo):
    assert "neither --json nor --since" in demo("rollup", "--svg", "-", "--json", code=2).err
    then = demo("rollup", "--svg", "-", "--as-of", "2026-10-10 12:00").out
    assert "as of Sat 10 Oct 2026 12:00 CST" in then
