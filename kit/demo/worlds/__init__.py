"""Simulated sales of known workings, to see whether models find out what is true.

Simpler than the synthetic CRM of `kit.demo`, and quicker: opportunities only, in memory. `TRUE`
works as the models suppose; each of `MISSPECIFIED` breaks one thing that they rely on.
"""

from kit.demo.worlds.history import History, simulate
from kit.demo.worlds.named import MISSPECIFIED, TRUE
from kit.demo.worlds.oracle import future
from kit.demo.worlds.workings import Change, Product, Workings

__all__ = [
    "MISSPECIFIED",
    "TRUE",
    "Change",
    "History",
    "Product",
    "Workings",
    "future",
    "simulate",
]
