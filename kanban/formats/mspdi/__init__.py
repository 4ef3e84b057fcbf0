"""Microsoft Project's XML (MSPDI): what a plan has of it."""
