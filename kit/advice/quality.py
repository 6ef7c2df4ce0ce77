"""One sentence on what the records can carry, to open a page's section on data quality."""

from __future__ import annotations

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
    held = uses.melt("table", list(_USES), "use", "level").dropna(subset="level")
    held = held[held["level"].isin(_LEVELS)]
    safe = int(held["level"].eq("safe").sum())
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
                (N_("Uses that need care"), Value(int(held["level"].eq("care").sum()))),
                (N_("Uses that mislead"), Value(int(held["level"].eq("unsafe").sum()))),
            ),
        ),
    )


def _worst(held: pd.DataFrame, found: pd.DataFrame) -> dict[str, Any]:
    """The gravest use: by its level, then by the share of records that stand against it."""
    lines = found.assign(use=found["uses"].str.split()).explode("use")
    shares = lines.groupby(["table", "use"])["share"].max().rename("share").reset_index()
    rows = held.merge(shares, how="left", on=["table", "use"]).fillna({"share": 0.0})
    grave = rows[~rows["level"].eq("safe")]
    rank = grave["level"].map(_LEVELS.index)
    ordered = grave.assign(rank=rank).sort_values(
        ["rank", "share", "table", "use"], ascending=[False, False, True, True]
    )
    return {str(name): value for name, value in ordered.iloc[0].items()}
