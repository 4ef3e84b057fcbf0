"""The whole of a configuration: what is set, and every fault."""

from collections.abc import Mapping, Sequence

import msgspec

from kanban.formats.config_toml.keymap import checked_keymap
from kanban.formats.config_toml.reading import read
from kanban.formats.config_toml.settings import Fault, Keys, Settings
from kanban.formats.config_toml.values import checked_values


def checked(content: bytes, themes: Sequence[str], screens: Mapping[str, Keys]) -> tuple[Settings, list[Fault]]:
    """What holds of a file with this content, and what does not, in the order of the lines.

    `themes` are the names of the program's own themes, `screens` the actions of its screens. Without screens the keymap
    is left out.
    """
    document, faults = read(content)
    settings, wrong = checked_values(document, themes)
    faults += wrong
    if screens:
        keymap, wrong = checked_keymap(document, screens)
        settings, faults = msgspec.structs.replace(settings, keymap=keymap), faults + wrong
    return settings, sorted(faults, key=lambda fault: fault.line)
