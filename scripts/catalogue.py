"""The catalogues of translations: what the code says, put into them, checked, and compiled.

python scripts/catalogue.py update    after sentences changed: new ones are added, those no longer said are removed
                            update --keep    those no longer said stay as comments, and come back when said again
python scripts/catalogue.py check     what is missing, doubtful or wrong; exit code 1 if there is anything
python scripts/catalogue.py compile   what the program reads; a build and the tests do this by themselves

`update` and `check` take the roots of several source trees. Needs Babel, which the dev extra brings.
"""

import ast
import os
import re
import string
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "msg": None, "msg_n": (1, 2), "msg_in": ((1, "c"), 2), "tr": None, "tr_n": (1, 2), "tr_in": ((1, "c"), 2),
}  # fmt: skip
"""The calls that hold a sentence, and where in them it stands; c is the context."""
Row = tuple[str | None, ...]

_WIDE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_PUNCTUATION = re.compile(rf"(?<={_WIDE})[,;:?!()]|[,;:?!()](?={_WIDE})|(?<=\S)[,;:]\s")
_SPACED = re.compile(r" [，。：；？！、（）“”]|[，。：；？！、（）] ")
_LITERAL = re.compile(r"`[^`]*`|^ +\S.*", re.MULTILINE)
"""What is typed as it stands: in backquotes, or a line of its own that is indented."""


def catalogues(root: Path = ROOT) -> list[Path]:
    """The files that translators write."""
    return sorted((root / "kanban/text/locale").glob("*/LC_MESSAGES/kanban.po"))


def compile_stale(root: Path = ROOT) -> list[Path]:
    """Compile every catalogue that is newer than what was compiled of it; gives all compiled files."""
    compiled = []
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        compiled.append(target)
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        beside = target.with_suffix(f".{os.getpid()}")  # several processes may do this at once
        with beside.open("wb") as file:
            write_mo(file, read(source))
        beside.replace(target)
    return compiled


def read(path: Path) -> Catalog:
    """A catalogue; one that cannot be read is an error."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="kanban", abort_invalid=True)


def said(*roots: Path) -> Catalog:
    """What the code says, in the order of its files."""
    found = Catalog(project="kanban", charset="utf-8", fuzzy=False)
    for root in roots or (ROOT,):
        rows = extract_from_dir(root / "kanban", method_map=[("**.py", calls)], keywords=KEYWORDS)
        for name, _, message, comments, context in sorted(rows, key=lambda row: (row[0], row[1])):
            found.add(message, locations=[(f"kanban/{name}", None)], auto_comments=comments, context=context)
    return found


def calls(
    file: IO[bytes], keywords: object, tags: object, options: object
) -> Iterator[tuple[int, str, Row, list[str]]]:
    """The calls of a Python file that hold sentences, as Babel takes them; also those within f-strings."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            given = (argument.value if isinstance(argument, ast.Constant) else None for argument in node.args)
            yield node.lineno, node.func.id, tuple(text if isinstance(text, str) else None for text in given), []


def update(*roots: Path, keep: bool = False) -> None:
    """Bring every catalogue up to what the code says."""
    for path in catalogues():
        catalogue = read(path)
        for entry in list(catalogue.obsolete.values()):
            catalogue[entry.id] = entry
        catalogue.obsolete.clear()
        catalogue.update(said(*roots), no_fuzzy_matching=True, update_creation_date=False)
        if not keep:
            catalogue.obsolete.clear()
        write(path, catalogue)


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue as it is kept in git: no line numbers and no dates, which change without need."""
    for entry in catalogue:
        entry.flags -= {"python-format", "python-brace-format"}  # Babel guesses them; `faults` looks itself
    content = BytesIO()
    write_po(content, catalogue, width=120, sort_by_file=True, include_lineno=False, omit_header=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n'
    head += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    path.write_text(head + content.getvalue().decode("utf-8"), encoding="utf-8")


def faults(path: Path, *roots: Path) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    catalogue, wanted, language = read(path), said(*roots), path.parent.parent.name
    known = {(entry.context, entry.id): entry for entry in catalogue if entry.id}
    needed = {(entry.context, entry.id): entry for entry in wanted if entry.id}
    for key, entry in needed.items():
        if key not in known:
            yield f"missing: {entry.id!r} ({', '.join(name for name, _ in entry.locations)})"
    for key, entry in known.items():
        if key not in needed:
            yield f"stale, said nowhere: {entry.id!r}"
        else:
            yield from entry_faults(entry, language)


def entry_faults(entry: Entry, language: str) -> Iterator[str]:
    """What is wrong with one translation into a language."""
    sources = entry.id if isinstance(entry.id, tuple) else (entry.id,)
    texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
    if entry.fuzzy:
        yield f"fuzzy: {sources[0]!r}"
    wanted = placeholders(sources[-1])
    for text in texts:
        if not text:
            yield f"not translated: {sources[0]!r}"
            continue
        if (given := placeholders(text)) != wanted:
            yield f"has {sorted(given)} instead of {sorted(wanted)}: {text!r}"
        if language.startswith("zh"):
            yield from _chinese_faults(text)


def _chinese_faults(text: str) -> Iterator[str]:
    """What is wrong with the punctuation of a Chinese sentence."""
    bare = _LITERAL.sub("`", text)
    if _PUNCTUATION.search(bare):
        yield f"ASCII punctuation in a Chinese sentence: {text!r}"
    if _SPACED.search(bare):
        yield f"a space beside Chinese punctuation: {text!r}"


def placeholders(text: str) -> set[str]:
    """The names of the values that stand in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def main(arguments: list[str]) -> int:
    """Do what was asked; the exit code."""
    match arguments:
        case ["update", "--keep", *roots]:
            update(*map(Path, roots), keep=True)
        case ["update", *roots]:
            update(*map(Path, roots))
        case ["check", *roots]:
            found = [fault for path in catalogues() for fault in faults(path, *map(Path, roots))]
            print("\n".join(found))
            return bool(found)
        case ["compile"]:
            compile_stale()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
