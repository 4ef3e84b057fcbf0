"""Where boards and the plan are kept: one protocol, TinyDB files behind it by default."""
