"""The first line of every KPI: records as known on `as_of`, with dimensions ready to group by."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kit.data.asof import needed, table_known_at
from kit.errors import ParamError, suggestion
from kit.window import Window


def known(
    records: pd.DataFrame,
    window: Window,
    by: Sequence[str] = (),
    *,
    table: str = "opportunities",
    read: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Records of a canonical `table` as known on the window's `as_of`, columns of `by` categorical.

    Columns that are categorical already keep their categories, which name members without
    records too; others get the values that occur.

    Parameters
    ----------
    read
        Columns that are asked for beside those of `by`, the times of what happened, and what undoes
        them: where rows are left out, a wide table costs many times as much. All, unless given.

    Raises
    ------
    ParamError
        If `by` is no list, names a column that the table does not have, or one twice.
    """
    if isinstance(by, str):
        raise ParamError(f'`by` takes a list of columns: by=["{by}"].')
    for place, name in enumerate(by):
        if name not in records:
            columns = [str(column) for column in records]
            raise ParamError(f"Unknown dimension `{name}` in `by`. {suggestion(name, columns)}")
        if name in by[:place]:
            raise ParamError(f"Dimension `{name}` stands twice in `by`. Name it once.")
    if read is not None:
        records = records[[name for name in needed(table, (*read, *by)) if name in records]]
    then = table_known_at(table, records, window.as_of, window.calendar)
    plain = [name for name in by if not isinstance(then[name].dtype, pd.CategoricalDtype)]
    return then.astype(dict.fromkeys(plain, "category")) if plain else then
