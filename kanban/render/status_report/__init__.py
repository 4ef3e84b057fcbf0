"""The report for the meeting as blocks, and each way to write them: Markdown, HTML. Pure."""
