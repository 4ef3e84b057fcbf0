"""Earned value, benefit and savings: the money of a plan."""
