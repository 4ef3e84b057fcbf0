"""Files that verbs write: all of them whole or none, with the rights they had, and nothing left beside them."""

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often

from kanban.cli.file_out import CannotWrite, replace_files

pytestmark = pytest.mark.any_day

OLD, NEW = b"old", b"new content"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@settings(max_examples=often(40))
@given(there=st.sets(st.integers(0, 5)), count=st.integers(1, 6), bad=st.none() | st.integers(0, 5))
def test_all_are_written_or_all_stay_as_they_were(tmp_path_factory, there, count, bad):
    """The bad one is a folder, wherever among the others it stands."""
    folder = tmp_path_factory.mktemp("files")
    for number in there:
        (folder / f"f{number}").write_bytes(OLD)
    if bad is not None and bad < count:
        (folder / f"f{bad}").unlink(missing_ok=True)
        (folder / f"f{bad}").mkdir()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    wanted = {folder / f"f{number}": NEW + str(number).encode() for number in range(count)}
    if bad is not None and bad < count:
        with pytest.raises(CannotWrite) as refused:
            replace_files(wanted)
        assert refused.value.path == folder / f"f{bad}"
        assert refused.value.reason == "is a directory"
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
        return
    replace_files(wanted)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after == before | {path.name: content for path, content in wanted.items()}


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000])
def test_a_new_file_gets_the_rights_that_any_program_would_give_it(tmp_path, mask):
    before = os.umask(mask)
    try:
        replace_files({tmp_path / "new": NEW})
        (tmp_path / "plain").write_bytes(NEW)
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "plain")}
    assert modes == {0o666 & ~mask}


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640, 0o444])
def test_a_file_that_is_replaced_keeps_its_rights(tmp_path, mode):
    path = tmp_path / "week.md"
    path.write_bytes(OLD)
    path.chmod(mode)
    replace_files({path: NEW})
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (NEW, mode)
    assert names(tmp_path) == ["week.md"]


def test_a_link_stays_a_link_and_what_it_names_is_written(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "week.md").write_bytes(OLD)
    (tmp_path / "link.md").symlink_to("real/week.md")
    (tmp_path / "to nowhere.md").symlink_to("real/made.md")
    replace_files({tmp_path / "link.md": NEW, tmp_path / "to nowhere.md": NEW})
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real" / "week.md").read_bytes() == (tmp_path / "real" / "made.md").read_bytes() == NEW
    assert names(tmp_path / "real") == ["made.md", "week.md"]


def test_another_name_of_a_file_keeps_the_old_content(tmp_path):
    """The new one takes the name; a hard link to the old one is not written through."""
    (tmp_path / "a").write_bytes(OLD)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    replace_files({tmp_path / "a": NEW})
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (NEW, OLD)


def test_who_reads_from_a_pipe_gets_it_whole_and_the_pipe_stays(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    replace_files({pipe: NEW})
    reader.join(60)
    assert heard == [NEW]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone/week.md", "no such file or directory"), ("file/week.md", "not a directory"),
        ("loop", "too many levels of symbolic links"), ("a\0b", "embedded null"), ("x" * 300, "file name too long"),
        (".", "is a directory"),
    ],
    ids=lambda value: ascii(value)[:20],
)  # fmt: skip
def test_a_place_that_takes_no_file_is_named_with_the_reason_and_nothing_is_left(tmp_path, name, reason):
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "loop").symlink_to("loop")
    before = names(tmp_path)
    with pytest.raises(CannotWrite) as refused:
        replace_files({tmp_path / "first": NEW, tmp_path / name: NEW})
    assert refused.value.path.name == (tmp_path / name).name
    assert reason in refused.value.reason
    assert names(tmp_path) == before
    assert (tmp_path / "file").read_bytes() == OLD


def test_a_long_name_is_written_though_the_one_beside_it_would_be_longer(tmp_path):
    name = "x" * 250
    replace_files({tmp_path / name: NEW})
    assert names(tmp_path) == [name]


WRITING = (["export", "ics"], ["export", "openmetrics"])
DRAWING = (["rollup", "--svg"], ["timeline", "--svg"], ["report", "--format", "html", "-o"])


@pytest.mark.parametrize("words", [*WRITING, *DRAWING], ids=" ".join)
def test_every_verb_that_writes_a_file_says_so_and_prints_the_same_for_a_minus(empty, tmp_path, words):
    printed = empty(*words, "-")
    assert "wrote" not in printed.err
    written = empty(*words, tmp_path / "out.x")
    assert written.out == ""
    assert f"wrote {tmp_path / 'out.x'}" in written.err.splitlines()
    sizes = [len(text.splitlines()) for text in (printed.out, (tmp_path / "out.x").read_text())]
    assert sizes[0] == sizes[1] > 0


@pytest.mark.parametrize("words", [*WRITING, *DRAWING], ids=" ".join)
def test_a_tilde_is_the_home_of_a_user_for_every_verb_that_writes_a_file(empty, tmp_path, monkeypatch, words):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    empty(*words, "~/out.x")
    assert names(home) == ["out.x"]
    assert not (Path.cwd() / "~").exists()
    refused = empty(*words, "~nouser/out.x", code=1)
    assert (refused.out, refused.err) == ("", "kanban: ~nouser/out.x: there is no such user\n")
