"""Widgets: they draw the model and post messages, and never touch the store."""
