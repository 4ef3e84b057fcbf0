"""A key that can only look: every key and every entry of the palette, from a client that tries what it can."""

import os
import pwd

import pytest
from line import gone, processes

from kanban.screens.actions import Action
from kanban.screens.registry import actions_of, screens

TYPED = {
    "enter": "\r", "escape": "\x1b", "space": " ", "left": "\x1b[D", "right": "\x1b[C", "up": "\x1b[A",
    "down": "\x1b[B", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "shift+left": "\x1b[1;2D", "shift+right": "\x1b[1;2C", "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B",
    "colon": ":", "question_mark": "?", "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]",
    "exclamation_mark": "!", "equals_sign": "=", "at": "@", "tab": "\t", "shift+tab": "\x1b[Z",
    **{f"ctrl+{c}": chr(ord(c) - 96) for c in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip
LEAVING = {"app.quit"}
FINDS_LIBRARIES = "/sbin/ldconfig"
"""Asked by Python, once, where libc is: for inotify."""
BUILT_IN = ("\t", "\x1b[Z", "\x03", "\x16", "\x18", "\x1c", "\x1a", "\x0c", "\x1bOP", "\x1b[15~", "\x1bx", "\x1b:", "!")
"""Keys that Textual or a terminal may know: tab, ctrl+c, v, x, \\, z, l, F1, F5, alt+x."""


def every_action() -> list[Action]:
    return list({a.id + str(a.keys): a for one in screens() for a in actions_of(one.name)}.values())


def content(folder):
    return {
        str(p): (p.read_bytes(), p.stat().st_mtime_ns) if p.is_file() else p.stat().st_mtime_ns
        for p in folder.rglob("*")
    }


@pytest.fixture
def key(host, server, folder):
    """The exact line of the documentation, and a client's environment that wants out."""
    server.admit(host.pm, f'restrict,pty,command="{host.kanban} -w {folder} rollup --readonly"')
    own = host.shared(f"own{len(os.listdir(host.base))}")
    trap = host.base / "homes" / host.pm / "trap"
    evil = f"/bin/sh -c 'touch {trap}; exec sh'"
    return {
        "EDITOR": evil, "VISUAL": evil, "PAGER": evil, "BROWSER": evil, "SHELL": "/bin/sh",
        "KANBAN_WORKSPACE": str(own), "PYTHONINSPECT": "1", "PYTHONSTARTUP": str(trap), "XDG_STATE_HOME": str(trap),
        "TEXTUAL": "debug,devtools", "TEXTUAL_DRIVER": "kanban.evil:Driver", "TEXTUAL_LOG": str(trap),
        "TEXTUAL_PRESS": "a,x,enter", "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_SCREENSHOT_LOCATION": str(trap.parent),
        "TEXTUAL_ALLOW_SIGNALS": "1", "ESCDELAY": "15", "TEXTUAL_SHOW_RETURN": "1", "TMPDIR": str(trap.parent),
        "LANG": "C.UTF-8",
    }  # fmt: skip


@pytest.fixture
def looker(host, folder, line, key):
    """The roll-up as the forced command shows it; afterwards nothing has changed and nothing is left."""
    home, user = host.base / "homes" / host.pm, pwd.getpwnam(host.pm).pw_uid
    before = content(folder), content(home)

    class Looker:
        line: object = None

        def start(self, asked="/bin/sh -i"):
            self.line = line(host.pm, asked, term="xterm-256color", env=key)
            self.line.until("Deck ready", "read-only")
            return self.line

        def check(self, what):
            running = processes(user)
            started = [command for _, command in running.values() if FINDS_LIBRARIES not in command]
            assert all("rollup --readonly" in command for command in started), (what, running)
            assert running, (what, self.line.text)
            assert not any(state == "T" for state, _ in running.values()), (what, running)
            assert (content(folder), content(home)) == before, what

    looker = Looker()
    yield looker
    looker.line.press("\x1b", pause=0.15)
    looker.line.press("\x1b", pause=0.15)
    looker.line.press("\x1b", pause=0.15)
    looker.line.press("q")
    assert looker.line.wait() == 0
    assert ">>>" not in looker.line.text
    gone(user)
    assert (content(folder), content(home)) == before


def home(one):
    """Out of whatever is open, up to the milestones."""
    one.press("\x1b", "\x1b", pause=0.03)
    one.press("hhhhh", pause=0.01)


@pytest.mark.machine_clock  # the forced command keeps nothing of the environment
@pytest.mark.parametrize("depth", [0, 4])
def test_every_key_on_the_rollup_and_on_a_card(looker, depth):
    one = looker.start()
    one.press(*"\r" * depth, pause=0.1)
    one.until("Weld span" if depth else "Deck ready")
    for name in sorted({k for a in every_action() if a.id not in LEAVING for k in a.keys}):
        one.press("\r" * depth, TYPED.get(name, name), pause=0.01)
        one.press("x", "\r", pause=0.01)
        looker.check((depth, name))
        home(one)


@pytest.mark.machine_clock  # the forced command keeps nothing of the environment
def test_every_entry_of_the_palette(looker):
    one = looker.start()
    for action in actions_of("rollup"):
        if action.id in LEAVING:
            continue
        one.press(":", pause=0.02)
        one.press(f"{action.label} {action.help}", pause=0.04)
        one.press("\ry\r", pause=0.02)
        looker.check(action.id)
        home(one)


@pytest.mark.machine_clock  # the forced command keeps nothing of the environment
def test_keys_that_textual_or_a_terminal_know(looker):
    one = looker.start()
    for name in BUILT_IN:
        one.press(name, pause=0.05)
        looker.check(name)
        home(one)


@pytest.mark.parametrize("asked", ["", "kanban add x", "sh -c 'echo out'"])
def test_whatever_is_asked_for_without_a_terminal_only_the_report_comes(host, server, folder, key, asked):
    before = content(folder)
    done = server.run(host.pm, asked) if asked else server.run(host.pm)
    assert done.returncode == 0
    assert "Deck ready" in done.stdout
    assert "standard input is no terminal" in done.stderr
    assert content(folder) == before
