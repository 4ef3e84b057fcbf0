"""The plan as a TOML file."""
