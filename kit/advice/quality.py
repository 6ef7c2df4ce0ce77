"""One sentence on what the records can carry, to open a page's section on data quality."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kit.advice.observation import Observation, Value
from kit.language import N_

_LEVELS = ("safe", "care", "unsafe")
_SAID = {
    ("counts", "care"): N_(
        "Of {all} uses of the records {safe} are safe. Counts of {table} need care: something was"
        " found in {share} of its records, or it is not up to date."
    ),
    ("counts", "unsafe"): N_(
        "Of {all} uses of the records {safe} are safe. Counts of {table} mislead: something was"
        " found in {share} of its records, or it is not up to date."
    ),
    ("durations", "care"): N_(
        "Of {all} uses of the records {safe} are safe. Durations of {table} need care: something"
        " was found in {share} of its records."
    ),
    ("durations", "unsafe"): N_(
        "Of {all} uses of the records {safe} are safe. Durations of {table} mislead: something was"
        " found in {share} of its records."
    ),
    ("amounts", "care"): N_(
        "Of {all} uses of the records {safe} are safe. Amounts of {table} need care: something was"
        " found in {share} of its records."
    ),
    ("amounts", "unsafe"): N_(
        "Of {all} uses of the records {safe} are safe. Amounts of {table} mislead: something was"
        " found in {share} of its records."
    ),
    ("open_amounts", "care"): N_(
        "Of {all} uses of the records {safe} are safe. Amounts of what is open need care:"
        " something was found in {share} of {table}."
    ),
    ("open_amounts", "unsafe"): N_(
        "Of {all} uses of the records {safe} are safe. Amounts of what is open mislead:"
        " something was found in {share} of {table}."
    ),
}
_USES = ("counts", "durations", "amounts", "open_amounts")


def data_quality(uses: pd.DataFrame, found: pd.DataFrame) -> tuple[Observation, ...]:
    """What the records of this unit are safe for, and what needs care most, in one sentence.

    Parameters
    ----------
    uses
        `kpis.safe_uses`.
    found
        `kpis.data_quality`.
    """
    if uses.empty:
        return ()
    held = _held(uses)
    levels = [level for *_, level in held]
    safe = levels.count("safe")
    facts = {"all": Value(len(held)), "safe": Value(safe)}
    if safe == len(held):
        message = N_("Nothing was found against any of {all} uses of the records: all are safe.")
        return (Observation("records_safe", message, facts),)
    worst = _worst(held, found)
    facts["table"] = Value(str(worst["table"]), "table")
    facts["share"] = Value(float(worst["share"]), "ratio")
    return (
        Observation(
            "records_need_care",
            _SAID[str(worst["use"]), str(worst["level"])],
            facts,
            "watch" if worst["level"] == "unsafe" else "info",
            N_(
                "“Data quality” at the end of each page says what was found, and what each source"
                " is safe for."
            ),
            (
                (N_("Uses that need care"), Value(levels.count("care"))),
                (N_("Uses that mislead"), Value(levels.count("unsafe"))),
            ),
        ),
    )


def _held(uses: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Table, use and level of each use that a source holds."""
    return [
        (str(table), use, str(level))
        for use in _USES
        for table, level in zip(uses["table"], uses[use], strict=True)
        if level in _LEVELS
    ]


def _worst(held: list[tuple[str, str, str]], found: pd.DataFrame) -> dict[str, Any]:
    """The gravest use: by its level, then by the share of records that stand against it."""
    shares: dict[tuple[str, str], float] = {}
    for table, uses, share in zip(found["table"], found["uses"], found["share"], strict=True):
        for use in uses.split() if not math.isnan(share) else ():
            shares[table, use] = max(shares.get((table, use), 0.0), share)
    *_, table, use, level = min(
        (-_LEVELS.index(level), -shares.get((table, use), 0.0), table, use, level)
        for table, use, level in held
        if level != "safe"
    )
    return {"table": table, "use": use, "level": level, "share": shares.get((table, use), 0.0)}
