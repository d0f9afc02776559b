"""How much of one calendar is read."""

LARGEST_FILE = 10 * 2**20  # bytes
