"""A Kanban board for the terminal: a driver's board, a project manager's roll-up, one history between them."""

__version__ = "0.1.0"
