"""What values say, as spans of text with roles. Pure: the screens and the shell both use it."""
