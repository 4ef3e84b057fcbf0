"""A picture of each board: drawn in the shell, or as vector graphics in a file."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec import MsgspecError

from kanban.cli.context import Context
from kanban.cli.output import out_wrapped
from kanban.cli.window import heading
from kanban.metrics.flow.totals import Window, existing
from kanban.model.board import Board
from kanban.model.moment import effective_now
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg

if TYPE_CHECKING:
    from kanban.render.flow_pictures.picture import Asked, Kind, Picture

    AnyKind = Kind[Callable[[Asked], Picture]]


class Boards(NamedTuple):
    """What is drawn of."""

    boards: Sequence[Board]
    window: Window
    moment: datetime
    live: bool
    """`moment` is what the clock says."""
    opportunities: int = 1


def show_pictures(context: Context, svg: str | None, kind: "AnyKind", drawn: Boards) -> None:
    """One below the other; with a file's name there. Raises Refused where there is none, or it cannot be written."""
    if svg is not None:
        _write(context, svg, kind, drawn)
        return
    from kanban.cli.picture_page import print_titled

    if context.is_tty:
        out_wrapped(context, heading(context, drawn.moment, drawn.window), "dim")
    for number, (asked, picture) in enumerate(_pictures(context, kind, drawn)):
        if number:
            context.out()
        print_titled(context, f"{_name(asked.board)} · {kind.title}", picture)


def _write(context: Context, path: str, kind: "AnyKind", drawn: Boards) -> None:
    from kanban.cli.file_out import put_out
    from kanban.render.svg.sheet import document, sheet

    sheets = [
        sheet(
            picture,
            f"{_name(asked.board)} · {kind.title}",
            heading(context, asked.moment, asked.window),
            kind.rule,
        )
        for asked, picture in _pictures(context, kind, drawn)
    ]
    if not sheets:
        raise Refused(msg("--svg: there is no board to draw"))
    put_out(context, path, document(sheets))


def _pictures(context: Context, kind: "AnyKind", drawn: Boards) -> Iterator[tuple["Asked", "Picture"]]:
    """Board by board; of one that cannot be counted it is said why."""
    from kanban.render.flow_pictures.picture import Asked

    for board in drawn.boards:
        at = effective_now(drawn.moment, board.head.last_at) if drawn.live else drawn.moment
        try:
            cards = existing(board.all_cards.values(), at)
            asked = Asked(board, cards, drawn.window, at, drawn.opportunities)
            yield asked, kind.make(asked)
        except (Refused, MsgspecError) as error:
            context.say(f"kanban: {board.slug}: {error}")


def _name(board: Board) -> str:
    name = clean_line(board.slug)
    return name if board.driver == board.slug else f"{name} ({clean_line(board.driver)})"
