"""The rows of the timeline as the list shows them: filtered, on a scale; what is said where there are none. Pure."""

from kanban.metrics.schedule.timeline import CardRow, MilestoneRow, Row, Timeline
from kanban.render import timeline as render
from kanban.render.milestones import searched
from kanban.render.time_scale import Scale
from kanban.screens.listing import text_row
from kanban.text.folding import having_words
from kanban.text.glyphs import Glyphs
from kanban.text.messages import msg
from kanban.widgets.list_view import ListRow


def matching(whole: Timeline, needle: str) -> list[Row]:
    """The rows that have all words of a text."""
    return having_words(whole.rows, needle, _searched)


def list_rows(
    whole: Timeline, needle: str, form: render.Shape, scale: Scale, signs: Glyphs, past: bool
) -> list[ListRow]:
    """All rows of the list."""
    if not whole.rows:
        nothing = (
            msg("Nothing had been planned by then; ] goes a week on.")
            if past
            else msg("No work packages and no milestones yet; they are made on the roll-up.")
        )
        return [text_row(), text_row((f"  {nothing}", ""))]
    shown = matching(whole, needle)
    rows = [ListRow((render.line(row, whole, form, scale, signs),), row.id) for row in shown]
    if needle:
        words = msg("/{text}: {n} of {total} shown", text=needle, n=len(shown), total=len(whole.rows))
        return [text_row((f" {words}", "here")), *rows]
    return rows


def _searched(row: Row) -> str:
    if isinstance(row, CardRow):
        return f"{row.id} {row.name} {row.package or ''} {row.driver}"
    if not isinstance(row, MilestoneRow):
        return f"{row.id} {row.name} {' '.join(row.figures.drivers)}"
    return searched(row.state)
