"""The synthetic CRM: every canonical table, drawn from a stated truth.

`write` makes the files, `ensure` makes them once, `sources` says how to read them.
"""

from kit.demo.csv_files import ensure, sources, write
from kit.demo.truth import Truth
from kit.demo.world import WORLD, World

__all__ = ["WORLD", "Truth", "World", "ensure", "sources", "write"]
