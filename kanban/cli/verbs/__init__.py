"""The verbs, one module a verb or a group of them. `table` names them all; a module is imported when it is called."""
