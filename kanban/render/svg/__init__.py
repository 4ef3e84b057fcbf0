"""Charts as vector graphics: plain SVG 1.1, for a page, a mail, a slide. Pure."""
