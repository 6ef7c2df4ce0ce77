"""Tables made once per snapshot from the whole company, then sliced by unit like any other.

They are made again only when something they were made from changed, the code that makes them
included.
"""

from kit.prepare.company import longest_cycles, owner_bookings, win_chances
from kit.prepare.making import Prepared, prepare
from kit.prepare.modelling import TABLES, Modelled, modelled

__all__ = [
    "TABLES",
    "Modelled",
    "Prepared",
    "longest_cycles",
    "modelled",
    "owner_bookings",
    "prepare",
    "win_chances",
]
