"""`doctor --roles` names what owners and modes alone do not show."""

import os
import shutil
import struct
from itertools import count

import pytest

from kanban.store.folder.files import ACCESS_LIST
from kanban.store.folder.people import group_id, user_id
from kanban.store.folder.role_check import DEFAULT_LIST

number = count()
NOBODY_IN_PARTICULAR = 0xFFFFFFFF
USER, GROUP = 2, 8


@pytest.fixture
def shared(host):
    folder = host.shared(f"holes{next(number)}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def let_in(path, kind, who, rights, name=ACCESS_LIST):
    """What `setfacl -m u:WHO:RIGHTS` does (`-d` with the default list); the mode stays what it was for a reader."""
    mode = path.stat().st_mode
    entries = [(1, mode >> 6 & 7, NOBODY_IN_PARTICULAR), (kind, rights, who), (4, mode >> 3 & 7, NOBODY_IN_PARTICULAR),
               (16, rights | mode >> 3 & 7, NOBODY_IN_PARTICULAR), (32, mode & 7, NOBODY_IN_PARTICULAR)]  # fmt: skip
    try:
        os.setxattr(path, name, struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *e) for e in sorted(entries)))
    except OSError:
        pytest.skip("this file system has no access lists")


def said(host, folder):
    done = host.run(None, "-w", str(folder), "doctor", "--roles")
    assert (done.returncode == 0) == (done.stdout == ""), done
    return done.stdout.replace(f"{folder}/", "")


def test_an_access_list_that_lets_a_member_without_a_board_read_one_is_a_hole(host, shared):
    home = shared / "boards" / host.driver
    let_in(home, USER, user_id(host.idle, ""), 5)
    let_in(home / "board.json", USER, user_id(host.idle, ""), 4)
    assert host.attempt(host.idle, (home / "board.json").read_bytes) == "done"
    found = said(host, shared)
    assert f"boards/{host.driver}: its access list lets {host.idle} read it\n" in found
    assert f"boards/{host.driver}/board.json: its access list lets {host.idle} read it\n" in found


def test_an_access_list_for_a_group_or_for_what_is_yet_to_come_is_a_hole(host, shared):
    home, plan = shared / "boards" / host.driver, shared / "plan"
    let_in(home, GROUP, group_id(host.all, ""), 5)
    let_in(plan, USER, user_id(host.idle, ""), 7, DEFAULT_LIST)
    found = said(host, shared)
    assert f"boards/{host.driver}: its access list lets group {host.all} read it\n" in found
    assert f"plan: its access list lets {host.idle} write what is made in it\n" in found


def test_an_access_list_that_says_what_the_mode_says_is_none(host, shared):
    path = shared / "boards" / host.driver / "board.json"
    let_in(path, USER, user_id(host.driver, ""), 6)
    let_in(path.parent, GROUP, group_id(host.pms, ""), 5)
    assert said(host, shared).count("access list") == 0


@pytest.mark.parametrize("place", ["boards", "plan"])
def test_a_workspace_that_lost_one_setgid_is_still_a_shared_one_with_a_hole(host, shared, place):
    os.chmod(shared / place, (shared / place).stat().st_mode & 0o777)
    assert f"{place}: not setgid" in said(host, shared)
    done = host.run(host.driver, "-w", str(shared), "board", "create", "mine")
    assert (done.returncode, "made by root" in done.stderr) == (1, True)
    host.good(None, "-w", str(shared), "board", "create", host.idle, "--driver", host.idle)
    host.good(host.idle, "-w", str(shared), "add", "x")
    host.good(host.pm, "-w", str(shared), "list", "--board", host.idle)


def test_a_folder_that_is_a_link_is_named(host, shared):
    home = shared / "boards" / host.driver
    home.rename(shared.parent / "away")
    home.symlink_to(shared.parent / "away")
    assert f"boards/{host.driver}: a link" in said(host, shared)
    done = host.run(None, "-w", str(shared), "list", "--board", host.driver)
    assert (done.returncode, done.stdout) == (1, "")
    shutil.rmtree(shared.parent / "away")


def test_names_that_a_driver_gave_to_files_are_not_obeyed_by_roots_terminal(host, shared):
    home = shared / "boards" / host.driver
    name = "\x1b]52;c;aGFja2Vk\x07\x9b2J\u202e\nroot: all is well"

    def plant():
        (home / name).symlink_to("/etc/passwd")
        (home / f"{name}.json").write_text("{}")
        (home / f"{name}.json").chmod(0o666)

    assert host.attempt(host.driver, plant) == "done"
    found = said(host, shared)
    assert f"boards/{host.driver}/]52;c;aGFja2Vk2J root: all is well: a link" in found
    assert f"all is well.json: tried: {host.pm} can write it" in found
    assert all(line.isprintable() for line in found.splitlines())
