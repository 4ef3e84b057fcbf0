"""Days of the week, Monday first."""

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE = "一二三四五六日"
"""What stands behind 周 or 星期."""
