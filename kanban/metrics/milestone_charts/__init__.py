"""What the PM's charts of a milestone are drawn from, as of any moment: chances, burn, trend, fever. Pure."""
