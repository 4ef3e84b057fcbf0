"""Faults in the schema of a workspace: what is in it is compared with what the files of this program make."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kanban.store.postgres import migrations
from kanban.store.postgres.connection import Raw
from kanban.text.messages import Message, msg

_OWNED = """
SELECT o.name, pg_get_userbyid(o.owner)::text, pg_get_userbyid(n.nspowner)::text
FROM pg_namespace n, LATERAL (
    SELECT format('kanban.%I', c.relname), c.relowner FROM pg_class c
    WHERE c.relnamespace = n.oid AND c.relkind NOT IN ('i', 'I', 't', 'c', 'S')
    UNION ALL SELECT p.oid::regprocedure::text, p.proowner FROM pg_proc p WHERE p.pronamespace = n.oid) o (name, owner)
WHERE n.nspname = 'kanban' AND o.owner <> n.nspowner ORDER BY 1
"""
"""What belongs to somebody else than the schema does. Sequences belong to whom their table does."""
_ACTING = """
SELECT a.is_trigger, a.oid::regclass::text, a.name::text FROM (
    SELECT true, tgrelid, tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT false, ev_class, rulename FROM pg_rewrite WHERE rulename <> '_RETURN') a (is_trigger, oid, name)
JOIN pg_class c ON c.oid = a.oid WHERE c.relnamespace = 'kanban'::regnamespace ORDER BY 2, 3
"""
_FUNCTIONS = """
SELECT w.signature, p.oid::regprocedure::text, 'kanban.' || quote_ident(p.proname),
    l.lanname::text, p.provolatile::text, p.proisstrict, p.prosrc, p.prosecdef, coalesce(p.proconfig, '{}')
FROM (SELECT s, to_regprocedure(s)::oid FROM unnest(%(signatures)s::text[]) s) w (signature, oid)
FULL JOIN (SELECT * FROM pg_proc WHERE pronamespace = 'kanban'::regnamespace) p ON p.oid = w.oid
LEFT JOIN pg_language l ON l.oid = p.prolang ORDER BY 1, 2
"""
_DECLARED = (
    r"(?ms)^(?:DROP FUNCTION (?:IF EXISTS )?kanban\.(?P<dropped>\w+)"
    r"|CREATE (?:OR REPLACE )?FUNCTION kanban\.(?P<name>\w+)\((?P<arguments>.*?)\)\s+(?P<head>RETURNS\b.*?)"
    r"\sAS \$\$(?P<body>.*?)\$\$;)"
)
_SET = r"\bSET (\w+) (?:=|TO) ('[^']*'|\w+(?:, \w+)*)"


class _Declared(NamedTuple):
    """A function as the files of the schema have it."""

    does: tuple[str, str, bool, str]
    """Its language, volatility (as the catalogue has it), whether it is strict, and its body."""
    runs: tuple[bool, set[str]]
    """Whether with the rights of its owner, and with which settings."""


def faults(raw: Raw) -> Iterator[Message]:
    """Each fault. Nothing is changed."""
    yield from _of_objects(raw)
    yield from _of_functions(raw)


def _of_objects(raw: Raw) -> Iterator[Message]:
    """Tables and functions of others, and what acts when a table is written."""
    for name, user, owner in raw.execute(_OWNED).fetchall():
        yield msg("{object} belongs to {user} instead of {owner}", object=name, user=user, owner=owner)
    for is_trigger, table, name in raw.execute(_ACTING).fetchall():
        if is_trigger:
            yield msg("{table}: the trigger {name} is not of this program", table=table, name=name)
        else:
            yield msg("{table}: the rule {name} is not of this program", table=table, name=name)


def _of_functions(raw: Raw) -> Iterator[Message]:
    """What differs from the files of the schema."""
    declared = _declared(file.read_text(encoding="utf-8") for _, file in sorted(migrations.files().items()))
    for signature, itself, name, *does, is_definer, settings in raw.execute(
        _FUNCTIONS, {"signatures": [*declared]}
    ).fetchall():
        if itself is None:
            yield msg("{function} is missing", function=signature)
        elif signature is None:
            yield msg("{function} is no function of this program", function=itself)
        else:
            if declared[signature].does != tuple(does):
                yield msg("{function} was changed: it is not as this program makes it", function=name)
            if declared[signature].runs != (is_definer, set(settings)):
                yield msg("{function}: its owner, rights or search path are not those of this program", function=name)


def _declared(files: Iterable[str]) -> dict[str, _Declared]:
    """The functions of the schema by their signatures; what a later file says of a name takes the place of it."""
    by_name: dict[str, tuple[str, _Declared]] = {}
    for found in (found for text in files for found in re.finditer(_DECLARED, text)):
        if found["dropped"]:
            by_name.pop(found["dropped"], None)
            continue
        arguments, head = (re.sub("--[^\n]*", "", part) for part in (found["arguments"], found["head"]))
        types = [one.partition(" DEFAULT ")[0].split(None, 1)[1].strip() for one in arguments.split(",") if one.strip()]
        words = set(head.split())
        volatility = "i" if "IMMUTABLE" in words else "s" if "STABLE" in words else "v"
        language = head.partition("LANGUAGE ")[2].split()[0]
        by_name[found["name"]] = (
            f"kanban.{found['name']}({', '.join(types)})",
            _Declared(
                (language, volatility, "STRICT" in words, found["body"]),
                (
                    "SECURITY DEFINER" in head,
                    {f"{name}={value.strip(chr(39))}" for name, value in re.findall(_SET, head)},
                ),
            ),
        )
    return dict(by_name.values())
