"""The shell twin of the screens: verbs that parse, call and print.

`verbs.table` is the table of all verbs, `declaring` makes a click command of a verb's arguments, `context` is what
every verb works with, and each module of `verbs` holds the verbs of one subject, imported when one of them is called.
Standard output is data, standard error is words.
"""
