"""Figures computed from histories: pure functions of boards, a plan and a moment."""
