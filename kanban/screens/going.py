"""Going to what was found: a board, milestone, work package, card, a filter or saved view of the board, a new card."""

import asyncio

from kanban.screens.access import READONLY
from kanban.screens.application import Application
from kanban.store.errors import StoreError
from kanban.text.messages import Refused


async def go_to_found(app: Application, kind: str, key: str) -> None:
    """Go there; why it cannot be is said on the screen in front."""
    try:
        match kind:
            case "board":
                await app.use_board(key)
            case "new":
                await _new_board(app, key)
            case "milestone" | "package":
                await _to(app, "rollup")
                app.front.go_to(f"{kind}:{key}")
            case "card":
                await _to(app, "rollup")
                app.front.go_to(key)
            case "filter" | "view" | "saved" | "add":
                key = await asyncio.to_thread(_saved, key) if kind == "saved" else key
                await _to(app, "board")
                if app.front.NAME == "board":
                    await (app.front.add_typed(key) if kind == "add" else app.front.filter_by(key))
    except Refused as refusal:
        app.front.say(refusal.message, "error")


async def _to(app: Application, name: str) -> None:
    """To a screen itself, not to what was left open over it."""
    await app.go(name)
    await app.uncover(name)


def _saved(name: str) -> str:
    from kanban.store.views import view_named  # hardly ever needed

    return view_named(name)


async def _new_board(app: Application, name: str) -> None:
    """A board of one's own, and there. Raises Refused."""
    if app.write_access.readonly:
        raise Refused(READONLY)
    try:
        await asyncio.to_thread(app.store.create_board, name, app.user)
    except StoreError as error:
        raise Refused(error.reason) from error
    await app.use_board(name)
