"""A shared workspace on a real server, and what each of its roles does there with psql and with the program."""

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from makers import UNLIMITED
from postgres_server import PsqlError

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetNode
from kanban.store.open import open_store
from kanban.store.protocol import RolesWanted
from kanban.text.dates import now

DRIVERS = ("zhao", "qian")
PM, IDLE, STRANGER = "bo", "sun", "mallory"
"""The PM, a member without a board, and a role that is no member."""
ROLES = (PM, *DRIVERS, IDLE, STRANGER)


@dataclass
class Result:
    """What a call of the program came to."""

    code: int
    out: str
    err: str


def environment(**more):
    """Nothing of whoever runs the tests: no workspace, no passwords."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KANBAN_", "PG", "LC_", "LANG", "XDG_"))}
    return {**kept, "KANBAN_CONFIG": os.devnull, **more}


def kanban(*words, **env):
    """The program, in a process of its own, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "kanban", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env=environment(**env), timeout=60, check=False,
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)


class Shared:
    """A shared workspace with a board for each driver, and a plan."""

    def __init__(self, server, wanted=None):
        self.server = server
        self.url = server.database()
        self.name = self.url.rpartition("/")[2]
        self._opened = []
        self.wanted = wanted or RolesWanted(PM, "", "", is_open=False)
        self.owner = self.store("postgres")
        self.owner.roles.share(self.wanted)
        for driver in DRIVERS:
            self.owner.create_board(driver, driver, UNLIMITED)
            self.add(driver, driver, f"work of {driver}")
        self.sql(f"GRANT {self.everyone} TO {IDLE}")

    @property
    def everyone(self):
        return f"kanban_{self.name}"

    @property
    def pms(self):
        return f"kanban_{self.name}_pms"

    def store(self, role):
        """The workspace as a role opens it."""
        self._opened.append(open_store(self.server.url(self.name, role)))
        return self._opened[-1]

    def sql(self, statements, role="postgres"):
        """What psql prints to a role. Raises PsqlError."""
        return self.server.sql(statements, self.name, role).strip()

    def refused(self, role, statements):
        """What the server says to a role that psql gives a statement it should not."""
        with pytest.raises(PsqlError) as refusal:
            self.sql(statements, role)
        return str(refusal.value)

    def add(self, role, board, *titles):
        """Add cards as a role; the board then."""
        after, applied = self.store(role).apply(board, [Signed(Add(title=title), "whoever", now()) for title in titles])
        assert not [one for one in applied if one.refusal]
        return after

    def plan(self, role, code, name):
        """Set a node of the plan as a role."""
        return self.store(role).apply(None, [Signed(SetNode(code=code, name=name), "whoever", now())])

    def ledger(self, slug):
        """The number of a ledger."""
        return int(self.sql(f"SELECT id FROM kanban.ledgers WHERE slug IS NOT DISTINCT FROM {literal(slug)}"))

    def save(self, slug, **changed):
        """A call of kanban.save that adds a comment to card 1 as the program does, but for what is changed about it."""
        found = self.sql(
            "SELECT l.id, mark, head::json->>'rev', head, state FROM kanban.ledgers l"
            f" JOIN kanban.cards c ON c.ledger = l.id WHERE slug = '{slug}' AND card = '1'"
        )
        ledger, mark, rev, head, state = found.split("|")
        values = {
            "ledger": ledger, "mark": mark, "by": slug, "at": moment(0), "rev": int(rev) + 1, "card": "1",
            "state": state, "head": head.replace(f'"rev":{rev}', f'"rev":{int(rev) + 1}'), "year": "NULL",
            "event": '{{"kind":"commented","text":"words","at":"{at}","by":"{by}","rev":{rev}}}',
            "command": uuid.uuid4(), "subject": changed.get("card", "1"),
        } | changed  # fmt: skip
        event = values["event"].format(**values) if values["event"].startswith("{{") else values["event"]
        texts = [f"ARRAY[{literal(text)}]" for text in (values["card"], values["state"], values["subject"], event)]
        commands = f"ARRAY['{values['command']}']::uuid[]"
        return (
            f"SELECT answer FROM kanban.save({values['ledger']}, '{values['mark']}', {commands}, now(),"
            f" {literal(values['head'])}, {texts[0]}, {texts[1]}, ARRAY[{values['year']}]::integer[],"
            f" {texts[2]}::text[], {texts[3]})"
        )

    def close(self):
        for store in self._opened:
            store.close()
        self.server.drop(self.url)
        self.server.sql(f"DROP ROLE IF EXISTS {self.everyone}; DROP ROLE IF EXISTS {self.pms}")


def literal(text):
    """A text as SQL has it."""
    return "NULL" if text is None else "E'" + str(text).replace("\\", "\\\\").replace("'", "''") + "'"


def moment(minutes):
    """So many minutes from now, as events have it."""
    return (now() + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
