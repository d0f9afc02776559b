"""What differs from one version to the next, and whether it matters to a client."""

from policies.domain.changes.change import Change, Kind
from policies.domain.changes.compare import changes

__all__ = ["Change", "Kind", "changes"]
