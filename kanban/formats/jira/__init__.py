"""Jira: what its search replies, with or without changelog."""
