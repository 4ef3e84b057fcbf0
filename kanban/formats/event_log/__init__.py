"""Event logs as tables: what process-mining tools read and write, a row for each event of a case."""
