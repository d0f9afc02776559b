"""System checks with ids: what is unsafe or cannot work is said at start, by name."""
