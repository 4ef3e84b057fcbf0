"""Foreign formats, one file each, turned into the commands everybody else uses."""
