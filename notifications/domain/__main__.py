"""Reads what the screening listens for, so that it is kept: `python -m notifications.domain`."""

import sys

from notifications.domain.lexicon import lexicon
from notifications.domain.weighing import weights

sys.dont_write_bytecode = False  # to write it is what was asked for
lexicon()
weights()
