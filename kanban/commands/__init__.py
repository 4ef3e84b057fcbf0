"""What may be done to a board or a plan: pure functions from a value and a command to events or a refusal."""
