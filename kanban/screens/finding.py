"""What the palette finds: actions, cards, boards, milestones, saved views; and sentences that do something. Pure."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from kanban.model.filter import spoken
from kanban.text.folding import folded

MOST, MOST_RANKED = 200, 2000
"""So many are shown at most, and so many of those that have all the words are put in order."""


class PaletteEntry(msgspec.Struct, frozen=True):
    """Something to be found."""

    kind: str
    """`action`, `target`, `board`, `milestone`, `view`, or a sentence: `filter`, `add`, `new`."""
    key: str
    lead: str
    """What stands first in its row: a key, an id."""
    name: str
    note: str = ""
    searched: str = ""
    """Folded; empty: made of what is shown."""

    @property
    def text(self) -> str:
        """What is looked into."""
        return self.searched or folded(f"{self.lead} {self.name} {self.note}")


class Sentence(msgspec.Struct, frozen=True):
    """What was typed, where it begins with a word that says what to do with the rest."""

    verb: str
    rest: str


VERBS = ("board", "filter", "add", "view", "milestone", "new")
"""First words of sentences. Command words: the same in every language."""


def sentence(typed: str) -> Sentence | None:
    """The sentence that was typed; None for anything else."""
    verb, space, rest = typed.lstrip().partition(" ")
    if not space or verb.casefold() not in VERBS:
        return None
    rest = rest.strip()
    return Sentence(verb.casefold(), spoken(rest) if verb.casefold() == "filter" else rest)


def found(entries: Iterable[tuple[str, PaletteEntry]], typed: str, most: int = MOST) -> list[PaletteEntry]:
    """Entries with all the words typed, then those that have its letters in their order; the best first.

    `entries` come with the text that is looked into.
    """
    words = folded(typed).split()
    entries = list(entries)
    if not words:
        return [entry for _, entry in entries[:most]]
    whole = [(text, entry) for text, entry in entries if all(word in text for word in words)]
    begins = [re.compile(rf"(?<!\w){re.escape(word)}") for word in words]
    ranked = sorted(whole[:MOST_RANKED], key=lambda pair: _rank(pair[0], pair[1], begins, words[0]))
    out = [entry for _, entry in ranked[:most]]
    if len(out) < most:
        has = {id(entry) for _, entry in whole}
        out += _by_letters(((text, entry) for text, entry in entries if id(entry) not in has), words, most - len(out))
    return out


def _rank(text: str, entry: PaletteEntry, begins: Sequence[re.Pattern[str]], word: str) -> tuple[int, int, int]:
    """Words at the beginning of a word before those within one; what the screen shows before what lies elsewhere."""
    is_begin = all(pattern.search(text) for pattern in begins)
    return int(not is_begin), int(entry.kind not in ("action", "target")), text.find(word)


def _by_letters(entries: Iterable[tuple[str, PaletteEntry]], words: Sequence[str], most: int) -> list[PaletteEntry]:
    """Those with the letters in their order, the closest together first."""
    letters = "".join(words)
    if len(letters) < 2:
        return []
    pattern = re.compile("[^\n]*?".join(map(re.escape, letters)))
    near = [(match.end() - match.start(), entry) for text, entry in entries if (match := pattern.search(text))]
    near = [(length, entry) for length, entry in near if length <= 4 * len(letters)]
    return [entry for _, entry in sorted(near, key=lambda pair: pair[0])[:most]]
