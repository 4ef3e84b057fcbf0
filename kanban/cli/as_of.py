"""The option for a past moment, that several verbs share."""

from kanban.cli.declared import arg
from kanban.text.messages import msg

AS_OF = arg("--as-of", metavar="WHEN", help=msg("what was true then; a date alone is the end of that day"))
