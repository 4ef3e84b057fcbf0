"""Tables as CSV that somebody else wrote: rows as a stream, columns by their names, dates, cells of spreadsheets."""
