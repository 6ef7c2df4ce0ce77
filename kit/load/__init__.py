"""The first step of a run: sources → validated, widened tables → a snapshot in the store.

All sources are read before anything is decided, so that one look shows every fault; a single
error leaves the store as it was.
"""

from kit.load.judging import Ready, collected, judged
from kit.load.keeping import Outcome, load
from kit.load.reading import read_sources

__all__ = ["Outcome", "Ready", "collected", "judged", "load", "read_sources"]
