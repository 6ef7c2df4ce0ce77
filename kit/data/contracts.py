"""What every canonical table promises to those who read it, whatever format it came from.

One pandera schema per table, made from `kit.schemas`: column by column the type, whether a cell
may be empty, what a value may be; and the key that names a row once. Readers set bad rows aside
long before, with file and line; this is the gate behind them, and shuts if one let something by.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kit.data.frames import DTYPES
from kit.errors import Fault
from kit.schemas import Column, Schema

if TYPE_CHECKING:
    import pandera.pandas as pa
    from pandera.errors import SchemaError

_DAYS = "datetime64[us]"
_REPORT = "The reader let it through: report this message with the first rows of the file."


def broken_promises(frame: pd.DataFrame, schema: Schema) -> list[Fault]:
    """One error for each promise of `schema` that `frame` breaks, all of them at once.

    Parameters
    ----------
    frame
        Canonical columns, as a reader gives them.
    schema
        What they were declared to be.

    Returns
    -------
    list of Fault
        Each names table, column, the first value, and how many rows break the promise; empty for
        a table that keeps its word.

    Examples
    --------
    >>> from kit.schemas import BY_NAME
    >>> rates = pd.DataFrame({
    ...     "currency": pd.Series(["USD", "USD"], dtype="str"),
    ...     "date": pd.to_datetime(["2026-01-01", "2026-01-02"]).as_unit("us"),
    ...     "rate": [0.9, float("inf")]})
    >>> [str(fault) for fault in broken_promises(rates, BY_NAME["fx_rates"])]  # doctest: +ELLIPSIS
    ['fx_rates, column `rate`: 1 row: a number must be finite, found `inf`. The reader let it ...']
    """
    from pandera.errors import SchemaErrors  # late: planning a run must not wait for it

    dated = frozenset(
        column.name
        for column in schema.columns
        if column.kind == "instant" and column.name in frame and frame[column.name].dtype == _DAYS
    )
    try:
        contract(schema, dated).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        return [_fault(frame, schema, error) for error in errors.schema_errors]
    return []


@cache
def contract(schema: Schema, dated: frozenset[str] = frozenset()) -> pa.DataFrameSchema:
    """The pandera schema that a canonical table must keep.

    Parameters
    ----------
    schema
        The table's declaration.
    dated
        Columns of instants whose source knows calendar days only.
    """
    import pandera.pandas as pa

    columns = {
        column.name: pa.Column(
            _dtype(column, dated),
            checks=_checks(column),
            nullable=column.nullable or column.optional,
        )
        for column in schema.columns
    }
    return pa.DataFrameSchema(
        columns, strict=True, unique=list(schema.key), report_duplicates="exclude_first"
    )


def _dtype(column: Column, dated: frozenset[str]) -> str:
    return _DAYS if column.name in dated else DTYPES[column.kind]


def _checks(column: Column) -> list[pa.Check]:
    """What a filled cell must be; empty cells are not looked at."""
    from pandera.pandas import Check

    if column.values:  # noqa: PD011
        allowed = ", ".join(column.values)
        return [Check.isin(column.values, error=f"a value must be one of {allowed}")]
    match column.kind:
        case "id" | "text" | "category":
            return [Check(lambda texts: texts.ne(""), error="an empty text must be missing")]
        case "money" | "number":
            return [Check(np.isfinite, error="a number must be finite")]
        case "count":
            return [Check.ge(0, error="a count must be 0 or more")]
    return []


def _fault(frame: pd.DataFrame, schema: Schema, error: SchemaError) -> Fault:
    reason = error.reason_code.name if error.reason_code else ""
    name = str(getattr(error.schema, "name", None) or "")
    cases = error.failure_cases if isinstance(error.failure_cases, pd.DataFrame) else None
    found = "" if cases is None or cases.empty else str(cases["failure_case"].iloc[0])
    count = 0 if cases is None else len(cases)
    match reason:
        case "SERIES_CONTAINS_NULLS":
            said, found = "a cell may not be empty", ""
        case "WRONG_DATATYPE":
            count, found = 0, str(frame[name].dtype)
            said = f"the column must hold {_dtype(schema[name], frozenset())}"
        case "DUPLICATES":
            name, said = schema.key[0], f"{', '.join(schema.key)} must name a row only once"
            count = int(frame.duplicated(list(schema.key)).sum())
        case "COLUMN_NOT_IN_DATAFRAME" | "COLUMN_NOT_IN_SCHEMA":
            is_strange = reason == "COLUMN_NOT_IN_SCHEMA"
            name = str(error.failure_cases)
            said = f"the table must {'not ' if is_strange else ''}have this column"
        case _:
            said = str(getattr(error.check, "error", None) or error.check)
    rows = {0: "", 1: "1 row: "}.get(count, f"{count} rows: ")
    message = f"{rows}{said}" + (f", found `{found[:80]}`." if found else ".")
    return Fault("error", message, table=schema.name, column=name, value=found[:80], fix=_REPORT)
