"""The filter: what is typed to find cards, on the board, in the shell and in saved views.

Terms stand side by side, and a card fits if all of them do; a `-` before a term turns it round.

    weld span       words, each of them somewhere in title, tags, members, work package or milestones
    "span 17"       a phrase
    #crane @li      a tag, a member
    m5 wp:1.2       a milestone that it counts for, its work package or a node above that
    is:late         late, due (within two days), ageing, blocked, reworked, mine
    due:<3d         unfinished and due in less than three days; also <=, > and >=, a day as in due:fri, due:none

Case, width and Unicode form do not matter.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import compress, repeat
from operator import contains
from typing import TypeVar

import msgspec

from kanban.model.card import Card, is_due_soon, is_late
from kanban.model.fields import FIELDS, NONE
from kanban.model.lookup import milestone_named
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.text.clean import clean, clean_line, cut
from kanban.text.dates import local, parse
from kanban.text.folding import folded
from kanban.text.messages import Refused, joined, msg

Fits = Callable[[Card], bool]
SHOWN_CELLS = 60
"""Of a term that a refusal names."""
_PHRASE = '"'
_QUOTES = str.maketrans(dict.fromkeys("“”„«»「」", _PHRASE))
_TERM = r'(?P<minus>-?)(?P<kind>[#@]|[a-z]+:)?(?P<sign>[<>=]*)"(?P<phrase>[^"]*)"?|(?P<bare>\S+)'
_BARE = r"(?P<minus>-?)(?P<kind>[#@]|[a-z]+:(?!//))?(?P<value>.*)"
_MILESTONE = r"(?a:m\d{1,6})"
_CODE = r"(?a:\d{1,6}(\.\d{1,6}){0,5}\.?)"
_DUE = r"(?P<sign><=|>=|<|>|=)?(?P<when>.*)"
_DISTANCE = r"(?a:(?P<n>[+-]?\d{1,4}) ?(?P<unit>[hdw]))"
_MINUTE = timedelta(minutes=1)


class Surroundings(msgspec.Struct, frozen=True):
    """What a filter knows beside the cards."""

    now: datetime
    zone: str = "UTC"
    plan: Plan | None = EMPTY_PLAN
    """None where it is not known: then a milestone may have any name."""
    user: str = ""
    """Who asks."""
    driver: str = ""
    """Whose board it is: a card without members is theirs."""
    ageing: Callable[[], Collection[str]] = tuple
    """Gives the ids of the board's ageing cards, by default none; called where a filter asks for them."""


class Term(msgspec.Struct, frozen=True):
    """A term as it is typed."""

    text: str
    is_negated: bool
    kind: str
    """What it begins with, such as `#` or `is:`; a quotation mark for a phrase, nothing for a word."""
    value: str
    is_beginning: bool
    """It may not be typed to its end yet."""


class Filter(msgspec.Struct, frozen=True):
    """What a typed filter asks of a card."""

    words: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    tests: tuple[Fits, ...] = ()

    def kept(self, ids: Sequence[str], cards: Sequence[Card], texts: Sequence[str]) -> list[str]:
        """Ids of those of many cards that fit; beside each, the card and its `searched_text`."""
        for word in self.words:
            having = list(map(contains, texts, repeat(word)))
            ids, cards, texts = _those(ids, having), _those(cards, having), _those(texts, having)
        for word in self.unwanted:
            lacking = [word not in text for text in texts]
            ids, cards, texts = _those(ids, lacking), _those(cards, lacking), _those(texts, lacking)
        for test in self.tests:
            fitting = list(map(test, cards))
            ids, cards = _those(ids, fitting), _those(cards, fitting)
        return list(ids)

    def fits(self, card: Card, text: str) -> bool:
        """Whether one does."""
        return bool(self.kept((card.id,), (card,), (text,)))


Kept = TypeVar("Kept")


def _those(of: Sequence[Kept], chosen: Sequence[bool]) -> list[Kept]:
    return list(compress(of, chosen))


def understood(text: str, around: Surroundings, is_typing: bool = False) -> Filter:
    """The filter that was typed. Raises Refused, naming the term, for one that means nothing.

    While it `is_typing`, the last term is taken for the beginning of one.
    """
    words: list[str] = []
    unwanted: list[str] = []
    tests: list[Fits] = []
    for term in _terms(text, is_typing):
        if term.kind in ("", _PHRASE) and not _is_milestone(term, around.plan):
            (unwanted if term.is_negated else words).append(term.value)
        elif test := _test(term, around):
            tests.append(_opposite(test) if term.is_negated else test)
    return Filter(tuple(words), tuple(unwanted), tuple(tests))


def spoken(text: str) -> str:
    """A filter as a sentence says it: in `filter blocked m5` the word alone means `is:blocked`."""
    spans = [(match.group("bare") is not None, match[0]) for match in re.finditer(_TERM, text)]
    return " ".join(
        re.sub(r"^(-?)(?=\w)", r"\1is:", term) if is_bare and folded(term).lstrip("-") in STATES else term
        for is_bare, term in spans
    )


def is_filter(text: str) -> bool:
    """Whether more than words is asked for: a term that only a filter has, or one turned round."""
    return any(term.kind in _TESTS or term.kind == _PHRASE or term.is_negated for term in _terms(text, True))


def package_milestones(plan: Plan) -> dict[str, str]:
    """By work package: the milestones it counts for, else its own code."""
    return {node.code: " ".join(m.id for m in plan.gated_by(node.code)) or node.code for node in plan.packages}


def searched_text(card: Card, milestones: Mapping[str, str]) -> str:
    """What words are looked for in: the searched fields and the milestones, folded."""
    parts = [milestones.get(card.work_package or "", "")]
    for name in _SEARCHED:
        value = getattr(card, name)
        if value:
            parts.append(value if isinstance(value, str) else ", ".join(value))
    parts.reverse()
    return folded(clean(" ".join(parts)))


_SEARCHED = tuple(field.name for field in FIELDS.values() if field.searched)[::-1]
"""Names of fields that hold a text or several."""


def _terms(text: str, is_typing: bool) -> list[Term]:
    typed = folded(text.translate(_QUOTES))
    terms = []
    for match in re.finditer(_TERM, typed):
        is_beginning = is_typing and match.end() == len(typed)
        if match["bare"] is None:
            kind, value = match["kind"] or _PHRASE, f"{match['sign']}{match['phrase']}"
            minus = match["minus"]
        else:
            minus, kind, value = re.fullmatch(_BARE, match["bare"]).groups("")  # type: ignore[union-attr]
            if is_beginning and f"{value}:" in _WITH_COLON:
                kind, value = f"{value}:", ""
        if not value and kind not in _WITH_COLON:  # a sign that nothing follows is a word
            minus, kind, value = "", "", "" if is_beginning else match[0].strip(_PHRASE)
        if value or kind:
            terms.append(Term(match[0], bool(minus), kind, value, is_beginning))
    return terms


def _test(term: Term, around: Surroundings) -> Fits | None:
    """What a term asks; None while it means nothing yet."""
    make = _TESTS.get(term.kind, _unknown) if term.kind else _milestone
    try:
        return make(term, around)
    except Refused:
        if term.is_beginning and term.kind in _TESTS:
            return None
        raise


def _is_milestone(term: Term, plan: Plan | None) -> bool:
    if plan is None or term.kind or not re.fullmatch(_MILESTONE, term.value):
        return False
    return any(folded(milestone_id) == term.value for milestone_id in plan.milestones)


def _opposite(test: Fits) -> Fits:
    return lambda card: not test(card)


def _unknown(term: Term, around: Surroundings) -> Fits:
    raise Refused(msg("filter: {term!r} is no term; text with a colon in it stands in quotes", term=_shown(term)))


def _tag(term: Term, around: Surroundings) -> Fits:
    known: dict[tuple[str, ...], bool] = {}
    return lambda card: _named(term, card.tags, known)


def _member(term: Term, around: Surroundings) -> Fits:
    known: dict[tuple[str, ...], bool] = {}
    return lambda card: _named(term, card.members, known)


def _named(term: Term, names: tuple[str, ...], known: dict[tuple[str, ...], bool]) -> bool:
    """Whether one of the names is meant; what is `known` of those of other cards is kept, as many have the same."""
    if not names:
        return False
    is_named = known.get(names)
    if is_named is None:
        forms = [folded(name) for name in names]
        is_named = term.value in forms or (term.is_beginning and any(form.startswith(term.value) for form in forms))
        known[names] = is_named
    return is_named


def _milestone(term: Term, around: Surroundings) -> Fits:
    if around.plan is None:
        return lambda card: False
    milestone = milestone_named(around.plan, term.value)
    counts: dict[str | None, bool] = {None: False}

    def fits(card: Card) -> bool:
        package = card.work_package
        if package not in counts:
            counts[package] = milestone.gates_package(package or "")
        return counts[package]

    return fits


def _package(term: Term, around: Surroundings) -> Fits:
    if not re.fullmatch(_CODE, term.value):
        raise Refused(msg("filter: {term!r} has no WBS code, such as wp:1.2", term=_shown(term)))
    code = term.value.rstrip(".")
    below = code + "."
    return lambda card: card.work_package is not None and f"{card.work_package}.".startswith(below)


def _state(term: Term, around: Surroundings) -> Fits:
    if term.value not in _STATES:
        states = joined(f"is:{state}" for state in _STATES)
        raise Refused(msg("filter: {term!r} is none of {names}", term=_shown(term), names=states))
    return _STATES[term.value](around)


def _mine(around: Surroundings) -> Fits:
    """With the user among its members, or without members on a board of theirs."""
    user, is_own = folded(around.user), folded(around.user) == folded(around.driver)
    return lambda card: any(folded(m) == user for m in card.members) if card.members else is_own


def _ageing(around: Surroundings) -> Fits:
    ids = frozenset(around.ageing())
    return lambda card: card.id in ids


_STATES: Mapping[str, Callable[[Surroundings], Fits]] = {
    "late": lambda around: lambda card: is_late(card, around.now),
    "due": lambda around: lambda card: is_due_soon(card, around.now),
    "ageing": _ageing,
    "blocked": lambda around: lambda card: card.is_blocked,
    "reworked": lambda around: lambda card: card.flow.is_reworked,
    "mine": _mine,
}
STATES = tuple(_STATES)
"""What may stand behind `is:`."""


def _due(term: Term, around: Surroundings) -> Fits:
    """Of cards that are not finished."""
    sign, when = re.fullmatch(_DUE, term.value).groups("")  # type: ignore[union-attr]
    if when == NONE and sign in ("", "="):
        return lambda card: card.due_at is None and not card.flow.is_finished
    first, end = _stretch(term, when, bool(sign.strip("=")), around)
    since = end if sign == ">" else first if sign != "<" and sign != "<=" else None
    until = first if sign == "<" else end if sign != ">" and sign != ">=" else None

    def fits(card: Card) -> bool:
        due = card.due_at
        if due is None or (since is not None and due < since) or (until is not None and due >= until):
            return False
        return not card.flow.is_finished

    return fits


def _stretch(term: Term, when: str, is_compared: bool, around: Surroundings) -> tuple[datetime, datetime]:
    """The day or minute that is meant: its first moment, and the first one behind it.

    `3d` is that day; where something is compared with it, the moment so many days from now.
    """
    distance = re.fullmatch(_DISTANCE, when)
    if distance and is_compared:
        n = int(distance["n"])
        if distance["unit"] == "h":
            moment = around.now + timedelta(hours=n)
        else:
            days = timedelta(days=n if distance["unit"] == "d" else 7 * n)
            moment = (local(around.now, around.zone) + days).astimezone(UTC)
        return moment, moment
    if distance and when[0].isdecimal():
        when = f"+{when}"
    first, last = (parse(when, around.zone, around.now, end, _shown(term)) for end in (False, True))
    return first, last + _MINUTE


_TESTS: Mapping[str, Callable[[Term, Surroundings], Fits]] = {
    "#": _tag, "@": _member, "m:": _milestone, "wp:": _package, "is:": _state, "due:": _due,
}  # fmt: skip


_WITH_COLON = frozenset(_TESTS) - {"#", "@"}


def _shown(term: Term) -> str:
    return cut(clean_line(term.text), SHOWN_CELLS)
