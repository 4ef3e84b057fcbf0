"""The user's configuration, a file in TOML: parsed, and checked key by key.

All of it is optional. `ALL_KEYS` of `values.py` lists the keys; this is a whole file:

    language = "zh"                     # en, zh
    theme = "blue-orange"               # one of the program's, or one of those below
    glyphs = "auto"                     # auto, unicode, ascii
    density = 2                         # lines of a card: 1, 2, 3; `D` on a board goes before it
    mouse = true                        # false leaves the mouse to the terminal

    [keymap]                            # instead of the keys an action has: one, several, or none
    "board.archive" = "Z"
    "board.down" = ["j", "down", "ctrl+n"]
    "view.friday" = "f5"                # a saved view: see `kanban view`

    [themes.mine]                       # what is left out is as in `dark`, or as in `light` with dark = false
    dark = true
    background = "#101418"
    error = "#ff9e64"

A value that cannot be taken is a `Fault`; everything else in the file holds. Of a keymap nothing holds then, as its
keys depend on each other.
"""
