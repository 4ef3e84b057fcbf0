"""The schedule: what has to follow what, how long it takes, and which of it decides the end."""
