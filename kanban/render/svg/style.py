"""Colours and sizes of the pictures: on white, and told apart in grey too."""

WIDTH = 760
"""Of a picture, in px: fits the text width of A4 and Letter."""
MARGIN = 16
PLOT_HEIGHT = 280
TITLE, BODY, SMALL = 16, 12, 10.5
"""Font sizes."""
INK, SOFT, RULE, GRID = "#1a1a1a", "#555555", "#888888", "#e2e2e2"
BAR, POINT = "#3b7fb5", "#2b6ca3"
REWORK, SIGNAL = "#b45f06", "#b00020"
FILLS = ("#1d4e3a", "#3b7fb5", "#85b8dc", "#c4c4c4", "#e9e9e9")
"""Of bands, by their number in `Glyphs.fills`: each lighter than the one before."""
STATUS = {
    "late": "#b00020", "at_risk": "#b45f06", "open": "#3b7fb5", "on_track": "#1d6b45", "no_data": "#888888",
    "achieved_late": "#7a6a2f", "achieved": "#1d4e3a",
}  # fmt: skip
DASHES = ("7 3", "3 3", "1 3")
"""Of the lines across, one after the other."""
