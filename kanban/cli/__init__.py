"""The shell twin of the screens: verbs that parse, call and print.

`verbs` is the table of all verbs, `spec` makes a parser of a verb's arguments, `shell` is what every verb works with,
and each of the other modules holds the verbs of one subject, imported when one of them is called.
Standard output is data, standard error is words.
"""
