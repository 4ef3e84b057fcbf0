"""Taking over issues of Jira."""

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.taking_over import INTO, UNDER, take_over
from kanban.text.messages import msg


@verb(
    "import jira",
    msg("""Take over issues of Jira: the reply to a search, as JSON, with the changelog.

Statuses become columns, issues become cards, changes of status become moves; flags block, comments come along. One
reply, several (a list, one a line, or several files), a bare list of issues and a single issue are taken. Ask Jira with
/rest/api/2/search?jql=project=BR&expand=changelog (on its cloud /rest/api/3/search/jql, with fields=*all as well):
without a changelog nobody knows when work began, and what is done has its finish only if it has the date of a
resolution. Kinds of columns are those of Jira's categories where the file has them, else guessed, so look at them
with --dry-run first.

What is not kept is said with its count; ids, addresses and icons of Jira's own are not even counted. The same file a
second time changes nothing; a newer reply to the same search adds what is new. Without --board a board named like the
projects is made.

Examples:
  kanban import jira reply.json --dry-run
  kanban import jira page1.json page2.json --board bridge --kind "Ready for QA=active\""""),
    arg("files", metavar="FILE", many=True, complete="file", help=msg("the reply of Jira's search; several are pages")),
    INTO,
    arg(
        "--kind",
        metavar="STATUS=KIND",
        many=True,
        help=msg("a status's kind: queue, active or done; may be given several times"),
    ),
    *UNDER,
    makes=True,
)
def jira(context: Context, args: Any) -> None:
    """Take over issues of Jira."""
    from kanban.formats.jira.reading import load

    first, *more = args.files
    load_all = partial(load, more=[Path(name) for name in more], zone=context.zone)
    take_over(context, SimpleNamespace(**vars(args), file=first), load_all)
