"""The pictures of a board's flow: charts and lists with what each of their points says and which cards are behind it.

Screens and shell show the same. `every.PICTURES` lists them.
"""
