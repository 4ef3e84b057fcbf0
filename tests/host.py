"""Real users on this machine, and the program where all of them can run it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from itertools import count
from pathlib import Path

import pytest
from clock import CLOCK

import kanban

_hosts = count()
LEFT_OUT = ("test", "tests", "site-packages", "dist-packages", "idlelib", "tkinter", "ensurepip", "config-*", "*.pth")


def need(holds: bool, reason: str) -> None:
    """Skip with the reason, or fail where everything is to be tested."""
    if not holds:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)


class Host:
    """Users `driver`, `other`, `pm`, `idle` (no board) and `outsider`, in groups `all` and `pms`, under a prefix."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="kanban-host-"))
        self.base.chmod(0o755)
        self.prefix = f"kt{os.getpid() % 1_000_000}{chr(97 + next(_hosts))}"
        self.all, self.pms = f"{self.prefix}all", f"{self.prefix}pms"
        self.driver, self.other, self.pm, self.idle, self.outsider = (
            self.prefix + name for name in ("dr", "ot", "pm", "id", "ou")
        )
        self.kanban = _install(self.base)
        self.made: list[list[str]] = []

    def set_up(self) -> None:
        for group in (self.all, self.pms):
            self._make("group", group)
        for user in (self.driver, self.other, self.pm, self.idle, self.outsider):
            groups = {self.outsider: [], self.pm: [self.all, self.pms]}.get(user, [self.all])
            home = self.base / "homes" / user
            self._make("user", user, "-M", "-d", str(home), "-s", "/bin/sh", "-p", "*", "-G", ",".join(groups))
            home.mkdir(parents=True, mode=0o700)
            shutil.chown(home, user)

    def _make(self, kind: str, name: str, *words: str) -> None:
        subprocess.run([f"{kind}add", *words, name], check=True, capture_output=True)
        self.made.append([f"{kind}del", name])

    def tear_down(self) -> None:
        for command in reversed(self.made):
            subprocess.run(command, check=False, capture_output=True)
        shutil.rmtree(self.base, ignore_errors=True)

    def run(
        self, user: str | None, *words: str, umask: int = 0o022, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`kanban` as a user; None: as root."""
        home = f"{self.base}/homes/{user or ''}"
        return subprocess.run(
            [str(self.kanban), *words], capture_output=True, text=True, cwd="/", umask=umask, stdin=subprocess.DEVNULL,
            env={**CLOCK, "PATH": os.defpath, "HOME": home, "LANG": "C.UTF-8", **(env or {})},
            timeout=60, **_identity(user),
        )  # fmt: skip

    def attempt(self, user: str, action: Callable[[], object]) -> str:
        """Do something as a user, in a process of its own; `done`, or the error."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            said = "done"
            try:
                identity = _identity(user)
                os.setgroups(identity["extra_groups"])
                os.setgid(identity["group"])
                os.setuid(identity["user"])
                action()
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"
            finally:
                os.write(writing, said.encode())
                os._exit(0)
        os.close(writing)
        with open(reading) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        return said

    def shared(self, name: str, *more: str) -> Path:
        """A shared workspace with a board of `driver` and one of `other`, a card on each, and a project's name."""
        folder = self.base / name
        words = ("--shared", "--pm", self.pm, "--group", self.all, "--pm-group", self.pms, "--timezone", "UTC")
        self.good(None, "init", str(folder), "--project", "Bridge", *words, *more)
        for user in (self.driver, self.other):
            self.good(None, "-w", str(folder), "board", "create", user, "--driver", user)
            self.good(user, "-w", str(folder), "add", f"work of {user}")
        return folder

    def good(self, user: str | None, *words: str, umask: int = 0o022) -> str:
        """As `run`, and it must succeed; its output."""
        done = self.run(user, *words, umask=umask)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout


def _identity(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    import pwd

    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": os.getgrouplist(user, entry.pw_gid)}


def the_host() -> Iterator[Host]:
    """For a session fixture."""
    need(os.geteuid() == 0, "only root can make the users that these tests need")
    need(shutil.which("useradd") is not None, "useradd is missing")
    host = Host()
    try:
        host.set_up()
        yield host
    finally:
        host.tear_down()


def _install(base: Path) -> Path:
    """Python, the program and what it needs, where every user may read them: root's own may lie in root's home."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    prefix, home, site = Path(sys.base_prefix), base / "python", base / "site"
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(prefix / "lib" / version, home / "lib" / version, copy_function=_link, ignore=ignore)
    shared = list((prefix / "lib").glob("libpython*.so*"))
    for library in shared:
        _link(str(library), str(home / "lib" / library.name))
    (home / "bin").mkdir()
    python = home / "bin" / version
    _link(os.path.realpath(sys.executable), str(python))
    for name in _needed("kanban-rollup", set()) - {"kanban-rollup"}:
        package = distribution(name)
        for file in package.files or ():
            source = Path(str(package.locate_file(file)))
            if ".." not in file.parts and source.is_file():
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                _link(str(source), str(site / file))
    shutil.copytree(Path(kanban.__file__).parent, site / "kanban", ignore=shutil.ignore_patterns("__pycache__"))
    script, program = base / "kanban", f"import sys\nsys.path.insert(0, {str(site)!r})\n"
    program += "from kanban.__main__ import main\nmain()\n"
    if shared:
        (base / "program.py").write_text(program)
        script.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={home}/lib exec {python} {base}/program.py "$@"\n')
    else:
        script.write_text(f"#!{python}\n{program}")
    subprocess.run(["chmod", "-R", "a+rX", str(site), *map(str, base.glob("program.py"))], check=True)
    script.chmod(0o755)
    return script


def _needed(name: str, found: set[str]) -> set[str]:
    try:
        requires = distribution(name).requires or []
    except PackageNotFoundError:
        return found
    found.add(name)
    for line in requires:
        match = re.match(r"[A-Za-z0-9._-]+", line)
        if match and "extra ==" not in line and match[0] not in found:
            _needed(match[0], found)
    return found


def _link(source: str, target: str) -> None:
    source = os.path.realpath(source)
    if os.stat(source).st_mode & 0o004:
        try:
            os.link(source, target)
            return
        except OSError:
            pass
    shutil.copy2(source, target)
    os.chmod(target, os.stat(target).st_mode | 0o444)
