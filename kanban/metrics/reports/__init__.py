"""What leaves as JSON: the shape of each report, and its values."""
