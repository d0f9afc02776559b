"""The grammar of statements: one file per subject, each reading a sentence and saying where it found what."""
