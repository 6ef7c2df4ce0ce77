"""Rows of `changes` that tell the stage of an opportunity, and the table without them."""

from __future__ import annotations

from pandas import DataFrame, Series


def is_of_stage(changes: DataFrame) -> Series:
    """Which rows of `changes` tell the stage of an opportunity."""
    return changes["table"].eq("opportunities") & changes["field"].eq("stage")


def without_stages(changes: DataFrame) -> DataFrame:
    """The other changes; those of a record that lost some are numbered anew, from 1."""
    told = is_of_stage(changes)
    if not told.any():
        return changes
    left = changes[~told].reset_index(drop=True)
    lost = left["table"].eq("opportunities") & left["id"].isin(changes.loc[told, "id"])
    ordered = left[lost].sort_values(["changed_at", "sequence"], kind="stable")
    sequence = (ordered.groupby("id").cumcount() + 1).astype("Int64")
    return left.assign(sequence=sequence.reindex(left.index).fillna(left["sequence"]))
