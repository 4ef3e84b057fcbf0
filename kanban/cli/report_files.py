"""The report as a file, or printed."""

from pathlib import Path

from kanban.cli.context import Context
from kanban.cli.file_out import STDOUT, put_out, write_files
from kanban.render.status_report.blocks import Page
from kanban.text.messages import joined, msg
from kanban.text.paths import typed_path


def write_report(context: Context, page: Page, form: str, path: str | None) -> None:
    """The page in its format; without a path it is printed. Raises Refused for a file that cannot be written."""
    path = STDOUT if path is None else path
    if form == "html":
        from kanban.render.status_report.html import html

        put_out(context, path, html(page))
        return
    from kanban.render.status_report.markdown import markdown

    if path == STDOUT or _is_no_file(typed_path(path)):
        put_out(context, path, markdown(page, {}))
        if page.drawings:
            context.say(msg("the pictures are left out: of Markdown they are files beside it, with -o FILE"))
        return
    from kanban.render.svg.sheet import document

    target = typed_path(path)
    names = {drawing.name: f"{target.stem}-{drawing.name}.svg" for drawing in page.drawings}
    drawn = {target.with_name(names[drawing.name]): document([drawing.sheet]) for drawing in page.drawings}
    write_files({**drawn, target: markdown(page, names)})
    context.say(msg("wrote {path}", path=joined([path, *names.values()])))


def _is_no_file(path: Path) -> bool:
    """Whether nothing belongs beside it: a pipe or a device; or a folder, which is refused."""
    return path.exists() and not path.is_file()
