"""Clocks that go wrong: what was made in the future was made before somebody set the clock back."""

from datetime import timedelta

APART = timedelta(minutes=2)  # by how much the clocks of several machines may differ
