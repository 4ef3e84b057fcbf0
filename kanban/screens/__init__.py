"""Screens of the terminal application: they compose widgets and send commands."""
