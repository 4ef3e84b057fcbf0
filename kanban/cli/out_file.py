"""Where an export goes: to standard output, or whole into a file."""

from kanban.cli.context import Context
from kanban.cli.declared import arg
from kanban.cli.file_out import CannotWrite, replace_files
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg
from kanban.text.paths import typed_path

FILE = arg("file", metavar="FILE", optional=True, complete="file",
           help=msg("the file to write; by default, and for -, standard output"))  # fmt: skip


def put_out(context: Context, content: bytes, file: str | None) -> None:
    """Write it; a file is replaced at once, so that nobody reads half of it. Raises Refused."""
    if file is None or file == "-":
        context.out_bytes(content)
        return
    try:
        replace_files({typed_path(file): content})
    except CannotWrite as fault:
        raise Refused(msg("{file}: {reason}", file=clean_line(file), reason=fault.reason)) from None
    context.say(msg("wrote {file}", file=clean_line(file)))
