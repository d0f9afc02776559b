"""The policy's form: each section edits one part of the document, and leaves all others as they are."""

from web.policy_parts.sections import SECTIONS, Section
from web.policy_parts.sheet import Sheet

__all__ = ["SECTIONS", "Section", "Sheet"]
