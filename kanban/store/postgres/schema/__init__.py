"""The schema of a workspace: numbered files of SQL, each carried out once."""
