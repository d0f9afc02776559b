"""Reads what the screening listens for, so that it is kept: `python -m notifications.domain`."""

from notifications.domain.lexicon import lexicon
from notifications.domain.weighing import weights

lexicon()
weights()
