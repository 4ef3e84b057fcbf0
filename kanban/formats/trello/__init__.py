"""Boards from Trello's JSON export."""
