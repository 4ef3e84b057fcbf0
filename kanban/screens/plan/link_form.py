"""The form of a link: what comes first, what then, which ends are tied, and the lag between them."""

from collections.abc import Callable, Mapping
from functools import partial

from kanban.commands.plan import AnyPlanStep
from kanban.commands.plan_schedule import RemoveLink, SetLink
from kanban.commands.plan_schedule_described import days_text
from kanban.model.calendar import typed_days
from kanban.model.link_ends import LinkEnds
from kanban.model.links import LINK_TYPES, Link, LinkType
from kanban.model.plan import Plan
from kanban.screens.field_form import Candidate, FieldForm, FormField
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, Words, joined, msg, msg_in

TYPE_WORDS: dict[LinkType, Message] = {
    "FS": msg("FS: the second starts after the first has finished"),
    "SS": msg("SS: the second starts after the first has started"),
    "FF": msg("FF: the second finishes after the first has finished"),
    "SF": msg("SF: the second finishes after the first has started"),
}


class LinkForm:
    """Makes the form, and of what is typed the steps that make the link, or the old one another."""

    def __init__(self, ends: LinkEnds, plan: Plan, apply: Callable[..., None]) -> None:
        self._ends = ends
        self._plan = plan
        self._apply = apply

    def new(self, first: str, then: str) -> FieldForm:
        """For a new link: one of the two is to be typed."""
        return self._form(msg("new link"), Link(first, then), None, "first" if not first else "then")

    def of(self, link: Link) -> FieldForm:
        """For a link that there is."""
        words = msg("link of {first} to {then}", first=link.predecessor, then=link.successor)
        return self._form(words, link, link, "type")

    def _form(self, title: Words, link: Link, old: Link | None, focus: str) -> FieldForm:
        lag = days_text(link.lag_working_days) if link.lag_working_days else ""
        hint = msg("a work package, a milestone or a card: its code or id, or words of its name")
        end = partial(FormField, hint=hint, understood=self._end_words, candidates=self._candidates)
        fields = (
            end(name="first", label=msg_in("link", "first"), text=link.predecessor),
            end(name="then", label=msg_in("link", "then"), text=link.successor),
            FormField(name="type", label=msg("type"), text=link.type, hint=joined(LINK_TYPES), understood=_type_words,
                      candidates=_types),
            FormField(name="lag", label=msg("lag"), text=lag, understood=self._lag_words,
                      hint=msg("working time between them, such as 2d or 4h; with -1d they overlap")),
        )  # fmt: skip
        return FieldForm(title, fields, partial(self._done, old), focus)

    def _end_words(self, text: str) -> Words:
        end = self._ends.named(text)
        return clean_line(f"{end.id} {end.name}")

    def _candidates(self, text: str) -> list[Candidate]:
        return [Candidate(end.id, clean_line(f"{end.id} {end.name}")) for end in self._ends.fitting(text)]

    def _lag(self, text: str) -> float:
        return typed_days(text, self._plan.calendar, msg("lag")) if text else 0.0

    def _lag_words(self, text: str) -> Words:
        days = self._lag(text)
        if days < 0:
            return msg("they overlap by {days} of working time", days=days_text(-days))
        return msg("{days} of working time between them", days=days_text(days))

    def _done(self, old: Link | None, typed: Mapping[str, str]) -> None:
        for name in ("first", "then"):
            if not typed[name]:
                raise Refused(msg("link: type what comes first, and what then"))
        first, then = (self._ends.named(typed[name]).id for name in ("first", "then"))
        is_other = old is None or (first, then) != old[:2]
        if is_other and (first, then) in self._plan.links:
            raise Refused(msg("link: {first} and {then} are linked already; edit that link", first=first, then=then))
        steps: list[AnyPlanStep] = []
        if old is not None and is_other:
            steps.append(RemoveLink(predecessor=old.predecessor, successor=old.successor))
        link_type = typed_type(typed["type"] or "FS")
        steps.append(
            SetLink(predecessor=first, successor=then, type=link_type, lag_working_days=self._lag(typed["lag"]))
        )
        self._apply(*steps)


def typed_type(text: str) -> LinkType:
    """Which ends are tied. Raises Refused."""
    for link_type in LINK_TYPES:
        if text.strip().upper() == link_type:
            return link_type
    raise Refused(msg("type: {value!r} is none of {types}", value=clean_line(text)[:40], types=joined(LINK_TYPES)))


def _type_words(text: str) -> Words:
    return TYPE_WORDS[typed_type(text)]


def _types(text: str) -> list[Candidate]:
    return [Candidate(t, str(TYPE_WORDS[t])) for t in LINK_TYPES if t.startswith(text.upper())]
