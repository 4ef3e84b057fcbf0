"""Text, time and characters, made safe to show. Imports nothing of the other packages."""
