"""A believable project to look at: four drivers, three months of history, nine milestones.

Deterministic: the same `now` gives the same workspace. Made by the same commands as everything else.
It tells the same story on any day: what happened is laid out in working time, which has no weekends.
"""

from datetime import datetime
from pathlib import Path

from kanban.commands import plan as pm
from kanban.commands.outcome import Signed
from kanban.demo.calendar import HOURS, Calendar
from kanban.demo.plan import DAYS, ZONE, commands
from kanban.demo.script import Script
from kanban.demo.work import DRIVERS, drive
from kanban.store.open import open_store
from kanban.store.protocol import Store
from kanban.text.dates import now as this_moment
from kanban.text.dates import zone


def build(where: Path | str, now: datetime | None = None) -> list[str]:
    """Make the workspace; the slugs of its boards. Raises StoreError, and Refused if there is one in that place."""
    now = now or this_moment()
    store = open_store(str(where))
    calendar = Calendar(zone(ZONE))
    start = calendar.earlier(now, DAYS * HOURS)
    scripts = [drive(driver, calendar, start, now) for driver in DRIVERS]
    store.create(timezone=ZONE, by="pm", at=start)
    for at, plan_commands in commands(calendar, start, now, scripts):
        _, applied = store.apply(None, [Signed(pm.ChangePlan(steps=tuple(plan_commands)), "pm", at)])
        if applied[0].refusal is not None:
            raise applied[0].refusal
    for script in scripts:
        store.create_board(script.driver, script.driver, script.columns)
        _carry_out(store, script)
    return store.boards()


def _carry_out(store: Store, script: Script) -> None:
    signed = [Signed(command, script.driver, at) for at, command in script.commands()]
    _, applied = store.apply(script.driver, signed)
    for result in applied:
        if result.refusal is not None:
            raise result.refusal
