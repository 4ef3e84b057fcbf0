"""A believable project to look at: four drivers, three months of history, nine milestones.

Deterministic: the same `now` gives the same workspace. Made by the same commands as everything else.
It tells the same story on any day: what happened is laid out in working time, which has no weekends.
"""

from datetime import datetime
from pathlib import Path

from kanban.commands.board import Signed
from kanban.demo.calendar import HOURS, Calendar
from kanban.demo.plan import ZONE, commands
from kanban.demo.script import Script
from kanban.demo.work import DRIVERS, drive
from kanban.store.folder.workspace import Workspace
from kanban.text.dates import now as this_moment
from kanban.text.dates import zone

DAYS = 66
"""How far back the history goes, in working days: three months."""


def build(folder: Path, now: datetime | None = None) -> list[str]:
    """Make the workspace; the slugs of its boards. Raises StoreError, and Refused if there is one in the folder."""
    now = now or this_moment()
    store = Workspace(folder)
    calendar = Calendar(zone(ZONE))
    start = calendar.earlier(now, DAYS * HOURS)
    scripts = [drive(driver, calendar, start, now) for driver in DRIVERS]
    store.create(timezone=ZONE)
    for at, plan_commands in commands(calendar, start, now, scripts):
        store.apply_plan(plan_commands, "pm", at)
    for script in scripts:
        store.create_board(script.driver, script.driver, script.columns)
        _carry_out(store, script)
    return store.boards()


def _carry_out(store: Workspace, script: Script) -> None:
    signed = [Signed(command, script.driver, at) for at, command in script.commands()]
    _, applied = store.apply(script.driver, signed)
    for one in applied:
        if one.refusal is not None:
            raise one.refusal
