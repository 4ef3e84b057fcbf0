"""A picture of the boards' flow as a vector graphic in a file."""

from collections.abc import Iterable

from msgspec import MsgspecError

from kanban.cli.context import Context
from kanban.cli.file_out import put_out
from kanban.cli.window import heading
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Asked
from kanban.render.svg.sheet import Sheet, document, sheet
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg


def write_pictures(context: Context, path: str, name: str, asked: Iterable[Asked]) -> None:
    """The picture of each board, one below the other. Raises Refused where there is none, or it cannot be written."""
    kind = PICTURES[name]
    sheets: list[Sheet] = []
    for part in asked:
        board = part.board.slug if part.board.driver == part.board.slug else f"{part.board.slug} ({part.board.driver})"
        try:
            picture = kind.make(part)
        except (Refused, MsgspecError) as error:
            context.say(f"kanban: {part.board.slug}: {error}")
            continue
        title = f"{clean_line(board)} · {kind.title}"
        sheets.append(sheet(picture, title, heading(context, part.moment, part.window), kind.rule))
    if not sheets:
        raise Refused(msg("--svg: there is no board to draw"))
    put_out(context, path, document(sheets))
