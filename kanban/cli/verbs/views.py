"""Saved views: filters with a name."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.output import Head, table
from kanban.store.views import remove_view, save_view, saved_views
from kanban.text.clean import clean_line
from kanban.text.messages import msg

_HEADS = (Head(msg("view")), Head(msg("filter"), cut=True))
_NAME = arg("name", metavar="NAME", complete="view", help=msg("its name, in any case"))


@verb(
    "view save",
    msg("""Keep a filter under a name, for `kanban list --view NAME`. A view of that name is replaced.

Views are yours, and the same in every workspace. A filter that begins with a minus and a letter stands behind --.

Examples:
  kanban view save friday "is:late @li"
  kanban view save open-m5 -- "-is:blocked m5\""""),
    arg("name", metavar="NAME", help=msg("its name: up to 40 characters")),
    arg("filter", metavar="FILTER", help=msg("what `kanban list --filter` takes")),
)
def save(context: Context, args: Any) -> None:
    """Check it and keep it."""
    from kanban.model.filter import Surroundings, understood

    understood(args.filter, Surroundings(context.now, plan=None))
    name = clean_line(args.name)
    replaced = save_view(name, args.filter)
    context.has_changed = True
    context.say(msg("view {name!r} replaced", name=name) if replaced else msg("view {name!r} saved", name=name))


@verb("view list", msg("List the views you have saved, each with its filter."))
def list_(context: Context, args: Any) -> None:
    """Name and filter."""
    views = saved_views()
    table(context, _HEADS, [[name, text] for name, text in views.items()])
    if not views:
        context.say(msg('no views yet; `kanban view save NAME "FILTER"` keeps one'))


@verb("view remove", msg("Forget a view; no card changes."), _NAME)
def remove(context: Context, args: Any) -> None:
    """By its name."""
    name = remove_view(args.name)
    context.has_changed = True
    context.say(msg("view {name!r} removed", name=clean_line(name)))
