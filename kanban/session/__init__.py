"""Boards, the plan and the roll-up in use. Threads are started here and nowhere else."""
