"""Going to what the palette found: a board, a milestone, a filter or a saved view of the board, a new card."""

from kanban.screens.application import Application
from kanban.text.messages import Refused


async def go_to_found(app: Application, kind: str, key: str) -> None:
    """Go there; why it cannot be is said on the screen in front."""
    try:
        match kind:
            case "board":
                await app.use_board(key)
            case "milestone":
                await app.go("rollup")
                app.front.go_to(f"milestone:{key}")
            case "filter" | "view" | "add":
                await app.go("board")
                if app.front.NAME == "board":
                    await (app.front.add_typed(key) if kind == "add" else app.front.filter_by(key))
    except Refused as refusal:
        app.front.say(refusal.message, "error")
