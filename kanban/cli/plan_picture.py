"""A picture of the whole plan: drawn in the shell, or as a vector graphic in a file."""

from datetime import datetime

from kanban.cli.context import Context
from kanban.cli.picture_page import print_rule, print_titled
from kanban.metrics.figure import TERMS
from kanban.render.flow_pictures.picture import Picture
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time
from kanban.text.messages import tr


def show_picture(context: Context, svg: str | None, term: str, picture: Picture, moment: datetime) -> None:
    """Draw it, or with a file's name write it there. Raises Refused for a file that cannot be written."""
    project, title = clean_line(context.plan.project), TERMS[term].label
    name = f"{project} · {title}" if project else str(title)
    as_of = tr("as of {date}", date=weekday_time(moment, context.zone))
    if svg is None:
        print_titled(context, f"{name} · {as_of}", picture)
        print_rule(context, TERMS[term].rule)
        return
    from kanban.cli.file_out import put_out
    from kanban.render.svg.sheet import document, sheet

    put_out(context, svg, document([sheet(picture, name, as_of, TERMS[term].rule)]))
