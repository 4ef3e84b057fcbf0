"""Typed, frozen values: events, cards, boards and the plan. Imports nothing of the other rooms."""
