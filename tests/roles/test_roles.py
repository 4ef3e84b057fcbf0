"""A shared workspace, tried by real users of this machine."""

import os
import pwd
import shutil
import stat
import struct
from itertools import count

import pytest

from kanban.store.folder.files import ACCESS_LIST, replace

number = count()


@pytest.fixture
def shared(host):
    folder = host.shared(f"w{next(number)}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def mode(path):
    status = os.lstat(path)
    return pwd.getpwuid(status.st_uid).pw_name, oct(stat.S_IMODE(status.st_mode))


def board(folder, user):
    return folder / "boards" / user / "board.json"


def attempts(folder, owner):
    """What nobody but the owner may do, each as a name and a call."""
    home, file = folder / "boards" / owner, board(folder, owner)
    boards, plan = folder / "boards", folder / "plan"
    return {
        "write a board": lambda: os.close(os.open(file, os.O_WRONLY)),
        "plant in a board's folder": lambda: (home / "planted").touch(),
        "plant a lock": lambda: os.close(os.open(home / ".lock", os.O_RDWR | os.O_CREAT, 0o666)),
        "remove a board": lambda: file.unlink(),
        "rename a board": lambda: home.rename(boards / "stolen"),
        "replace a board": lambda: os.replace("/etc/hostname", file),
        "remove a folder": lambda: home.rmdir(),
        "make a board": lambda: (boards / "mine").mkdir(),
        "make a link": lambda: (boards / "mine").symlink_to("/tmp"),
        "rename the boards": lambda: boards.rename(folder / "old"),
        "rename the plan": lambda: plan.rename(folder / "old"),
        "plant in the workspace": lambda: (folder / "planted").touch(),
        "open rights": lambda: home.chmod(0o777),
        "open rights of boards": lambda: boards.chmod(0o777),
    }


PLAN = {
    "write the plan": lambda plan: os.close(os.open(plan / "plan.json", os.O_WRONLY)),
    "plant in the plan's folder": lambda plan: (plan / "planted").touch(),
    "remove the plan": lambda plan: (plan / "plan.json").unlink(),
    "hold the plan's lock": lambda plan: os.close(os.open(plan / ".lock", os.O_RDONLY)),
}


def test_a_new_shared_workspace_lets_only_members_in_and_has_no_hole(host, shared):
    assert mode(shared) == ("root", "0o750")
    assert "PermissionError" in host.attempt(host.outsider, lambda: os.listdir(shared))
    for member in (host.driver, host.pm, host.idle):
        assert host.attempt(member, lambda: os.listdir(shared)) == "done"
    done = host.run(None, "-w", str(shared), "doctor", "--roles")
    assert (done.returncode, done.stdout) == (0, "")
    assert host.run(host.pm, "-w", str(shared), "doctor", "--roles").stdout == ""


@pytest.mark.parametrize("who", ["driver", "pm", "idle", "outsider"])
def test_nobody_changes_the_board_of_another(host, shared, who):
    user = getattr(host, who)
    for name, action in attempts(shared, host.other).items():
        said = host.attempt(user, action)
        assert "denied" in said or "not permitted" in said, (name, said)


@pytest.mark.parametrize("who", ["driver", "idle", "outsider"])
def test_only_the_pm_changes_the_plan(host, shared, who):
    user = getattr(host, who)
    for name, action in PLAN.items():
        assert "PermissionError" in host.attempt(user, lambda action=action: action(shared / "plan")), name
    done = host.run(user, "-w", str(shared), "plan", "set", "--project", "Mine")
    assert done.returncode != 0
    assert "denied" in done.stderr
    assert done.stderr.count("\n") == 1
    reads = host.run(user, "-w", str(shared), "plan", "show", "--json")
    assert ("Bridge" in reads.stdout) == (who != "outsider")


@pytest.mark.parametrize("who", ["driver", "idle", "outsider"])
def test_boards_of_others_are_not_read(host, shared, who):
    user = getattr(host, who)
    assert "PermissionError" in host.attempt(user, lambda: board(shared, host.other).read_bytes())
    assert "PermissionError" in host.attempt(user, lambda: os.listdir(board(shared, host.other).parent))
    assert host.run(user, "-w", str(shared), "list", "--board", host.other).returncode != 0
    rollup = host.run(user, "-w", str(shared), "rollup", "--json") if who != "outsider" else None
    assert rollup is None or f"work of {host.other}" not in rollup.stdout
    assert rollup is None or "may not be read" in rollup.stderr


def test_the_pm_reads_all_boards_and_changes_only_the_plan(host, shared):
    for user in (host.driver, host.other):
        assert f"work of {user}" in host.good(host.pm, "-w", str(shared), "list", "--board", user)
    host.good(host.pm, "-w", str(shared), "plan", "node", "add", "1", "Deck")
    assert "Deck" in host.good(host.driver, "-w", str(shared), "plan", "show")
    done = host.run(host.pm, "-w", str(shared), "add", "x", "--board", host.driver)
    assert done.returncode == 3
    assert f"only {host.driver} may write there" in done.stderr
    assert "2 boards" in host.run(host.pm, "-w", str(shared), "doctor").stderr


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_umask_of_a_user_does_not_matter(host, shared, umask):
    path = board(shared, host.driver)
    host.attempt(host.driver, lambda: (path.parent / ".lock").unlink(missing_ok=True))
    host.good(host.driver, "-w", str(shared), "add", "second", umask=umask)
    host.good(host.pm, "-w", str(shared), "plan", "set", "--project", "Pier", umask=umask)

    def archive():
        os.umask(umask)
        replace(path.with_name("archive-2026.json"), b"{}")

    assert host.attempt(host.driver, archive) == "done"
    for name in ("board.json", "archive-2026.json"):
        assert mode(path.with_name(name)) == (host.driver, "0o640"), name
        assert host.attempt(host.pm, lambda name=name: path.with_name(name).read_bytes()) == "done"
    assert mode(path.with_name(".lock")) == (host.driver, "0o600")
    assert mode(shared / "plan" / "plan.json") == (host.pm, "0o640")
    assert "second" in host.good(host.pm, "-w", str(shared), "list", "--board", host.driver)
    assert host.run(None, "-w", str(shared), "doctor", "--roles").stdout == ""


def test_what_root_changes_stays_its_drivers(host, shared):
    path = board(shared, host.driver)
    path.with_name(".lock").unlink(missing_ok=True)
    host.good(None, "-w", str(shared), "add", "by root", "--board", host.driver, umask=0o077)
    assert mode(path) == (host.driver, "0o640")
    host.good(host.driver, "-w", str(shared), "add", "mine again")
    assert host.run(None, "-w", str(shared), "doctor", "--roles").stdout == ""


def test_an_access_list_is_kept(host, shared):
    path, guest = board(shared, host.driver), pwd.getpwnam(host.idle).pw_uid
    nobody = 0xFFFFFFFF
    entries = ((1, 6, nobody), (2, 4, guest), (4, 4, nobody), (16, 4, nobody), (32, 0, nobody))
    held = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    try:
        os.setxattr(path, ACCESS_LIST, held)
    except OSError:
        pytest.skip("this file system has no access lists")
    host.good(host.driver, "-w", str(shared), "add", "second")
    assert os.getxattr(path, ACCESS_LIST) == held


@pytest.mark.parametrize("words", [(), ("add", "x"), ("list",), ("metrics", "--board", "none")])
def test_a_driver_without_a_board_is_told_who_makes_it(host, shared, words):
    done = host.run(host.idle, "-w", str(shared), *words)
    assert done.returncode == 1
    if "--board" not in words:
        assert f"board create {host.idle} --driver {host.idle}" in done.stderr
        assert "made by root" in done.stderr
    assert "Traceback" not in done.stderr


def test_in_a_workspace_without_boards_too(host):
    folder = host.base / "bare"
    host.good(None, "init", str(folder), "--shared", "--pm", host.pm, "--group", host.all, "--pm-group", host.pms)
    for words in ((), ("add", "x"), ("board", "create", "mine")):
        done = host.run(host.idle, "-w", str(folder), *words)
        assert done.returncode == 1, (words, done.stderr)
        assert "made by root" in done.stderr
    assert os.listdir(folder / "boards") == []
    shutil.rmtree(folder)


def test_open_boards_are_read_by_members_and_changed_by_their_driver(host):
    folder = host.shared("open", "--boards", "open")
    assert f"work of {host.other}" in host.good(host.driver, "-w", str(folder), "list", "--board", host.other)
    assert host.run(host.driver, "-w", str(folder), "add", "x", "--board", host.other).returncode == 3
    assert "PermissionError" in host.attempt(host.outsider, lambda: board(folder, host.other).read_bytes())
    done = host.run(None, "-w", str(folder), "doctor", "--roles")
    assert (done.returncode, done.stdout) == (0, "")
    shutil.rmtree(folder)


HOLES = {
    "boards/{driver}: group {pms} cannot read it": lambda w, h: board(w, h.driver).parent.chmod(0o2700),
    "boards/{driver}: all users can read it": lambda w, h: board(w, h.driver).parent.chmod(0o2755),
    "boards/{driver}: tried: {other} can read it": lambda w, h: board(w, h.driver).parent.chmod(0o2755),
    "boards/{driver}/board.json: belongs to {other}": lambda w, h: shutil.chown(board(w, h.driver), h.other),
    "boards/{driver}/board.json: its group is {all}": lambda w, h: shutil.chown(board(w, h.driver), None, h.all),
    "boards/{driver}/board.json: group {pms} can write": lambda w, h: board(w, h.driver).chmod(0o660),
    "boards/{driver}/board.json: tried: {pm} can write": lambda w, h: board(w, h.driver).chmod(0o660),
    "boards/{driver}/x: a link": lambda w, h: (board(w, h.driver).parent / "x").symlink_to("/etc/passwd"),
    "boards/{driver}: not setgid": lambda w, h: board(w, h.driver).parent.chmod(0o750),
    "boards: tried: {driver} can write in it": lambda w, h: (w / "boards").chmod(0o2777),
    "plan/plan.json: tried: {driver} can write it": lambda w, h: (w / "plan" / "plan.json").chmod(0o666),
    ": all users can write there": lambda w, h: w.chmod(0o777),
}


@pytest.mark.parametrize("hole", list(HOLES))
def test_doctor_names_each_hole_and_a_second_init_mends_it(host, shared, hole):
    HOLES[hole](shared, host)
    done = host.run(None, "-w", str(shared), "doctor", "--roles")
    assert done.returncode == 1
    assert hole.format(**vars(host)) in done.stdout
    (board(shared, host.driver).parent / "x").unlink(missing_ok=True)
    again = ("--shared", "--pm", host.pm, "--group", host.all, "--pm-group", host.pms)
    host.run(None, "init", str(shared), *again)
    if "belongs" not in hole:
        done = host.run(None, "-w", str(shared), "doctor", "--roles")
        assert (done.returncode, done.stdout) == (0, "")


def test_doctor_without_root_looks_only(host, shared):
    board(shared, host.driver).parent.chmod(0o2777)
    done = host.run(host.pm, "-w", str(shared), "doctor", "--roles")
    assert done.returncode == 1
    assert f"boards/{host.driver}: all users can write there" in done.stdout
    assert "only root can also try" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--pm", "nosuchuser", "--group", "{all}", "--pm-group", "{pms}"), 1, "--pm: there is no user 'nosuchuser'"),
        (("--pm", "{pm}", "--group", "nosuch", "--pm-group", "{pms}"), 1, "--group: there is no group 'nosuch'"),
        (("--pm", "{pm}", "--group", "{all}", "--pm-group", "{all}"), 1, "--boards open"),
        (("--pm", "{pm}"), 2, "--shared needs --group and --pm-group"),
    ],
)
def test_what_cannot_be_set_up_is_refused_before_anything_is_made(host, words, code, said):
    done = host.run(None, "init", str(host.base / "no"), "--shared", *(w.format(**vars(host)) for w in words))
    assert done.returncode == code
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (host.base / "no").exists()


def test_only_root_sets_up_and_not_in_a_folder_of_somebody_else(host):
    words = ("--shared", "--pm", host.pm, "--group", host.all, "--pm-group", host.pms)
    home = host.base / "homes" / host.driver
    done = host.run(host.driver, "init", str(home / "w"), *words)
    assert (done.returncode, "only root" in done.stderr) == (1, True)
    done = host.run(None, "init", str(home), *words)
    assert (done.returncode, f"belongs to {host.driver}" in done.stderr) == (1, True)
    trap = host.base / "trap"
    trap.mkdir()
    (trap / "plan").symlink_to(home)
    assert host.run(None, "init", str(trap), *words).returncode == 1
    assert os.listdir(home) == []


def test_an_unknown_driver_is_named_and_nothing_is_left(host, shared):
    done = host.run(None, "-w", str(shared), "board", "create", "x", "--driver", "nosuchuser")
    assert (done.returncode, "'nosuchuser'" in done.stderr) == (1, True)
    assert sorted(os.listdir(shared / "boards")) == sorted([host.driver, host.other])


def test_root_alone_removes_a_board_and_it_comes_back_with_its_owner_and_rights(host, shared):
    home = board(shared, host.driver).parent
    before = mode(home), mode(board(shared, host.driver))
    for user in (host.driver, host.other, host.pm):
        done = host.run(user, "-w", str(shared), "board", "remove", host.driver, "--yes")
        assert done.returncode == 1
        assert "are removed and brought back by root" in done.stderr
    host.good(None, "-w", str(shared), "board", "remove", host.driver, "--yes")
    (aside,) = (shared / "removed").glob("*@*Z")
    assert mode(aside) == before[0]
    for user in (host.other, host.idle):
        assert "PermissionError" in host.attempt(user, lambda: (aside / "board.json").read_bytes())
    assert host.driver in host.good(host.pm, "-w", str(shared), "board", "list", "--removed")
    done = host.run(host.driver, "-w", str(shared), "board", "restore", host.driver)
    assert done.returncode == 1
    host.good(None, "-w", str(shared), "board", "restore", host.driver)
    assert (mode(home), mode(board(shared, host.driver))) == before
    host.good(host.driver, "-w", str(shared), "add", "again at work")
    assert host.run(host.pm, "-w", str(shared), "doctor", "--roles").stdout == ""


def test_a_board_removed_before_the_workspace_was_shared_is_read_by_root_alone(host):
    folder = host.base / "late"
    host.good(None, "init", str(folder))
    host.good(None, "-w", str(folder), "board", "create", host.driver, "--driver", host.driver)
    host.good(None, "-w", str(folder), "board", "remove", host.driver, "--yes")
    again = ("--shared", "--pm", host.pm, "--group", host.all, "--pm-group", host.pms)
    host.good(None, "init", str(folder), *again)
    (aside,) = (folder / "removed").glob("*@*Z")
    assert mode(aside) == ("root", "0o700")
    host.good(None, "-w", str(folder), "board", "restore", host.driver)
    host.good(None, "init", str(folder), *again)
    host.good(host.driver, "-w", str(folder), "add", "Weld")
    assert "PermissionError" in host.attempt(host.other, lambda: board(folder, host.driver).read_bytes())
    shutil.rmtree(folder)
