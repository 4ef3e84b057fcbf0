"""What every milestone, work package and board comes to, as of a moment."""
