"""The way to every screen, and what must be on it: for tests that open them all."""

from datetime import timedelta

from setting import DOING, DONE, Disk, Pilot

from kanban.commands import plan as pm
from kanban.commands.cards import Block, Edit, Move
from kanban.metrics.insight.simulation_cost import NO_RATES
from kanban.screens.registry import actions_of, screens
from kanban.text.dates import now
from kanban.text.messages import Message, msg, msg_in

SCREENS = (
    "board", "card", "metrics", "rollup", "milestone", "help", "form", "palette", "prompt", "question",
    "columns", "archived", "timeline", "whatif", "queue_order", "plan", "calendar", "link", "value",
)  # fmt: skip
SIZES = ((80, 24), (120, 40))


def fill(disk: Disk) -> Disk:
    """A plan, and cards that are blocked, late, finished."""
    disk.give_plan(
        *(pm.SetNode(code=code, name=name) for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))),
        pm.SetMilestone(id="M1", name="Zinc deck", gates=("1.1",), phase="executing"),
        pm.SetBaseline(milestone="M1", due_at=now() - timedelta(days=2)),
    )
    due = now() - timedelta(days=1)
    disk.give(
        Edit(cards=("1", "2", "3"), changes={"work_package": "1.1.1", "due_at": due, "tags": ("steel",)}),
        Move(cards=("2",), column=DOING),
        Move(cards=("2",), column=DONE),
        Block(cards=("1",), why="crane booked"),
    )
    return disk


async def go_to(pilot: Pilot, name: str) -> None:
    """Open a screen, from the board."""
    ready: dict[str, tuple[str, str | Message]] = {
        "board": ("", "Weld span 17"),
        "metrics": ("2", "P85"),
        "rollup": ("3", "M1 Zinc deck"),
        "timeline": ("4", "M1 Zinc deck"),
        "value": ("6", "kanban budget set"),
        "card": ("enter", "crane booked"),
        "help": ("question_mark", "h left"),
        "form": ("e", "steel"),
        "palette": ("colon", "pgdn"),
        "prompt": ("a", msg("add to {column}:", column="Backlog")),
        "question": ("x", '"Weld span 17"'),
        "columns": ("C", msg("{board} · columns", board="bridge")),
        "queue_order": ("O", msg("no date can be forecast")),
        "archived": ("X", msg("{board} · archived cards", board="bridge")),
        "milestone": ("3", "M1 Zinc deck"),
        **dict.fromkeys(("whatif", "plan", "calendar", "link"), ("3", "M1 Zinc deck")),
    }
    key, text = ready[name]
    await pilot.until("Weld span 17")
    if key:
        await pilot.press(key)
    await pilot.until(str(text))
    if name == "milestone":
        await pilot.press("p")
        await pilot.until("1.1.1 Girders")
    over = {
        "plan": ("P", msg("{name} · plan", name="1.1.1 Girders")),
        "calendar": ("C", msg("{project} · calendar and rates", project="Bridge")),
        "link": (">", msg("new link")),
    }
    if name in over:
        await pilot.press("W", "j", "j")
        await pilot.until("1.1.1 Girders")
        await pilot.press(over[name][0])
        await pilot.until(str(over[name][1]))
    if name == "whatif":
        await pilot.press("i")
        await pilot.until(str(msg("cost not known: {reason}", reason=NO_RATES)))


def words_on(name: str) -> tuple[Message, ...]:
    """Words of ours that stand on a screen, whatever its size."""
    words: dict[str, tuple[Message, ...]] = {
        "board": (msg_in("state", "saved"),),
        "rollup": (msg_in("state", "saved"),),
        "milestone": (msg_in("state", "saved"),),
        "timeline": (msg_in("state", "saved"), msg("work")),
        "value": (msg_in("state", "saved"), msg("earned value")),
        "card": (msg_in("state", "saved"), msg("work package"), msg("tags")),
        "form": (msg("work package"), msg("estimate")),
        "help": (msg("Keys"),),
        "plan": (msg_in("state", "saved"), msg("estimate"), msg("budget"), msg("comes after"), msg("comes before")),
        "calendar": (msg_in("state", "saved"), msg("workdays"), msg("hours"), msg("currency"), msg("hourly rates")),
        "link": (msg("new link"), msg_in("link", "first"), msg_in("link", "then"), msg("lag")),
        "whatif": (msg("nothing is saved"), msg_in("action", "driver")),
        "queue_order": (msg_in("state", "saved"), msg("proposed")),
        "question": (msg_in("answer", "archive"), msg_in("answer", "keep")),
    }
    return (*words.get(name, ()), *_first_of_footer(name))


def _first_of_footer(name: str) -> tuple[Message, ...]:
    declared = [declaration for declaration in screens() if declaration.name == name]
    if not declared:
        return ()
    labels = {action.id: action.label for action in actions_of(name)}
    return tuple(place.label or labels[place.actions[0]] for place in declared[0].footer[:3])
