"""The store in a folder: TinyDB files, replaced whole under a lock."""
