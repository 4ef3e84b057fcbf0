"""Where an export goes: to standard output, or whole into a file."""

import os
from pathlib import Path

from kanban.cli.context import Context
from kanban.cli.declared import arg
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg
from kanban.text.os_errors import os_reason

FILE = arg("file", metavar="FILE", optional=True, complete="file",
           help=msg("the file to write; by default, and for -, standard output"))  # fmt: skip


def put_out(context: Context, content: bytes, file: str | None) -> None:
    """Write it; a file is replaced at once, so that nobody reads half of it. Raises Refused."""
    if file is None or file == "-":
        context.out_bytes(content)
        return
    path = Path(file)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe
            return
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(msg("{file}: {reason}", file=clean_line(file), reason=os_reason(error))) from error
    context.say(msg("wrote {file}", file=clean_line(file)))
