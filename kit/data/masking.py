"""Free text on its way to a page: what reaches or identifies a person is masked."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc
from pandas import Categorical, DataFrame, Series

from kit.data.frames import all_columns
from kit.privacy import mask_contacts

_DIGIT = r"[\d\x{80}-\x{10ffff}]"  # other scripts have digits of their own
_HINT = "|".join(
    (
        "@",
        rf"(?:\+|00 ?){_DIGIT}(?:[ ./()-]{{0,2}}{_DIGIT}){{7}}",
        rf"[A-Za-z]{{2}}{_DIGIT}{{2}}",
        rf"{_DIGIT}{{7}}[A-Za-z]",
    )
)
"""What a text holds that `mask_contacts` would change; most hold nothing of it."""


def masked(frame: DataFrame, table: str, allow: Collection[str] = ()) -> DataFrame:
    """The rows of a loaded table with `kit.privacy.mask_contacts` over their texts.

    Names of owners follow the policy for these instead, ids and units stay as they are, and so do
    the columns that `allow` names as ``table.column``.

    >>> deals = DataFrame({"name": ["Roof for jo@example.com", "Door"]}, dtype="str")
    >>> masked(deals, "opportunities")["name"].tolist()
    ['Roof for ***', 'Door']
    """
    changed = {}
    for column in all_columns(table):
        is_text = column.kind in ("text", "category") and column.name not in ("region", "team")
        if not is_text or column.personal == "owner" or f"{table}.{column.name}" in allow:
            continue
        if column.name in frame:
            cells = frame[column.name]
            suspects = _suspects(cells, are_few=column.kind == "category")
            names = {one: shown for one in suspects if (shown := mask_contacts(one)) != one}
            if names:
                cells = cells.astype("str")
                changed[column.name] = cells.map(names).fillna(cells).astype("str")
    return frame.assign(**changed) if changed else frame


def _suspects(cells: Series, *, are_few: bool) -> list[str]:
    """The distinct texts among `cells` that hold something to be masked by the look of it."""
    words = cells.array.categories if isinstance(cells.array, Categorical) else cells
    if not len(words) or words.dtype != "str":
        return []
    texts = pa.array(words.array)
    if are_few:  # to tell words apart is quicker than to look through all of them
        texts = pc.unique(texts)
    hits = pc.match_substring_regex(texts, _HINT)
    return pc.unique(texts.filter(hits)).to_pylist() if pc.any(hits).as_py() else []
