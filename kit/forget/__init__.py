"""Somebody is forgotten: taken out of everything that runs have kept, and left out from then on.

The tombstone is written first, so that no load brings the person back; then go pages and earlier
editions, and last the records, which tell how the person is spelt. So whatever a kill leaves, the
same command completes it.
"""

from kit.forget.finding import Found, find
from kit.forget.removing import forget

__all__ = ["Found", "find", "forget"]
