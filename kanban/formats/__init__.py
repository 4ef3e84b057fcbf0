"""Foreign formats, in and out: one package or module each."""
