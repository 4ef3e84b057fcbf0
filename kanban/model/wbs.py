"""Codes of the work breakdown structure: `1`, `1.2`, `1.2.3`."""

import re

_CODE = re.compile(r"[1-9]\d{0,5}(\.[1-9]\d{0,5}){0,2}", re.ASCII)


def is_code(code: str) -> bool:
    """Whether this is a WBS code of level 1 to 3: `1`, `1.2`, `1.2.3`."""
    return _CODE.fullmatch(code) is not None


def is_package(code: str) -> bool:
    """Whether this is the code of a work package: level 3."""
    return is_code(code) and level(code) == 3


def level(code: str) -> int:
    """WBS level: the number of parts. Level 3 is a work package."""
    return code.count(".") + 1


def code_key(code: str) -> tuple[int, ...]:
    """Sorts codes as numbers: 1.9 before 1.10."""
    return tuple(int(part) for part in code.split("."))
