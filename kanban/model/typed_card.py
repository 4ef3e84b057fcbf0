"""A card typed in one line: `Weld span 9 due:fri #crane @li m5` is a title with its marks.

`due:` and `wp:` stand anywhere, `#tag` and `@member` too; a milestone's id stands behind the title only, as a title
may well speak of M8 bolts. A word behind a backslash is none of these: `\\#crane` is a word of the title.
"""

import re
from collections.abc import Sequence
from typing import Any

from kanban.model.fields import FIELDS, Typing, checked
from kanban.model.plan import Milestone, Plan
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, joined, msg

SOME_PACKAGES = 5
"""So many work packages are named where the one typed is not in the plan."""

_WORD = r'(?i:due|wp)[:：]"[^"]*"|\S+'
_VALUE = r'(?P<field>(?i:due|wp))[:：]"?(?P<value>[^"]*)"?'
_NAME = r"[#＃](?P<tag>(?!\d+$)[^#＃].*)|[@＠](?P<member>[^@＠].*)"
_LIST_MARK = (
    r"(?:(?:[-*+•·–‣▪☐☑]|\(?\d{1,3}[.)、．）]|[①-⑳])\s*(?:\[[ xX]?\]\s+)?|\[[ xX]?\]\s+)(?<=[\s、．）①-⑳])(?=\S)"
)
"""What stands before a line of a list: a bullet, a number, a box to tick."""
_CLOCK = r"(?a:\d{1,2}[:：]\d\d)"
_MILESTONE = r"(?ai:m\d+)"


def typed_card(text: str, typing: Typing, plan: Plan) -> dict[str, Any]:
    """The fields that a line means, the title among them. Raises Refused, naming field and value."""
    words = re.findall(_WORD, clean_line(text))
    title: list[str] = []
    values: dict[str, str] = {}
    names: dict[str, list[str]] = {"tags": [], "members": []}
    behind: list[str] = []
    """Words that may be milestones, if no word of the title follows."""
    while words:
        word = words.pop(0)
        if match := re.fullmatch(_VALUE, word):
            field = {"due": "due_at", "wp": "work_package"}[match["field"].lower()]
            values[field] = match["value"]
            if field == "due_at" and words and re.fullmatch(_CLOCK, words[0]):
                values[field] += f" {words.pop(0)}"
        elif match := re.fullmatch(_NAME, word):
            names["tags" if match["tag"] else "members"].append(match["tag"] or match["member"])
        elif title and re.fullmatch(_MILESTONE, word) and word.upper() in plan.milestones:
            behind.append(word)
        else:
            title += [*behind, word.removeprefix("\\") or word]
            behind = []
    if behind:
        title += behind[:-1]
        values.setdefault("work_package", _first_package(plan.milestones[behind[-1].upper()], plan))
    typed_values: dict[str, Any] = {
        "title": " ".join(title),
        **{name: tuple(some) for name, some in names.items() if some},
    }
    for name, value in values.items():
        typed_values[name] = FIELDS[name].typed(value, typing)
    fields = {name: checked(name, value) for name, value in typed_values.items()}
    if (code := fields.get("work_package")) is not None:
        in_plan(code, plan)
    return fields


def without_marks(lines: Sequence[str]) -> list[str]:
    """The lines of a list without the bullets, numbers or boxes before them; as they are, where one has none."""
    marks = [re.match(_LIST_MARK, line) for line in lines]
    return [line[mark.end() :] if mark and all(marks) else line for line, mark in zip(lines, marks, strict=True)]


def in_plan(code: str, plan: Plan) -> None:
    """Refuse a work package that is not in the plan, naming some that are."""
    if code not in plan.nodes:
        some = joined(node.code for node in plan.packages[:SOME_PACKAGES]) or msg("none yet")
        raise Refused(msg("work package: {code} is not in the plan; it has {codes}", code=code, codes=some))


def _first_package(milestone: Milestone, plan: Plan) -> str:
    code = next((node.code for node in plan.packages if milestone.gates_package(node.code)), None)
    if code is None:
        raise Refused(msg("work package: {milestone} gates none yet", milestone=milestone.id))
    return code
