"""The practice that is nobody's: synthetic messages go through it, to show that alarms arrive.

It has no people and no page. It is left out wherever people are meant, and nothing of it goes on record.
"""

from uuid import UUID

CANARY_PRACTICE = UUID("ca4a2700-0000-4000-8000-000000000000")
