"""What a chance rests on, in words: the few reasons that move it away from the usual one."""

from __future__ import annotations

from collections.abc import Sequence

from kit.charts.labels import short
from kit.language import MISSING, N_, current

_FACTORS = {
    "age": N_("Age"),
    "stage": N_("Stage"),
    "team": N_("Team"),
    "product": N_("Product"),
    "source": N_("Source"),
    "month": N_("Time of year"),
    "recalibration": N_("Latest results"),
}
_TOLD = ("stage", "team", "product", "source")
"""Factors whose member readers know by its name."""
_LONGEST = 18


def said_reasons(reasons: Sequence[tuple[str, str, float]]) -> str:
    """The reasons beside each other, each with the percentage points that it adds.

    >>> said_reasons([("stage", "Proposal", 0.121), ("age", "", -0.08)])
    'Stage Proposal +12, Age −8'
    """
    return ", ".join(_said(*one) for one in reasons) or MISSING


def _said(factor: str, member: str, points: float) -> str:
    words = current()
    name = words.text(_FACTORS[factor]) if factor in _FACTORS else short(factor)
    if factor in _TOLD and member:
        name = f"{name} {short(_own_name(factor, member), _LONGEST)}"
    size = abs(100 * points)
    number = words.number(size, 0 if size >= 1 else 1)
    return f"{name} {'−' if points < 0 else '+'}{number}"


def _own_name(factor: str, member: str) -> str:
    """The member without the region that tells teams of one name apart."""
    return member.partition("/")[2] or member if factor == "team" else member
