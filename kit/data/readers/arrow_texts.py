"""Typed Arrow columns → canonical text, a whole column at a time (see `natives` for one value)."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from kit.data.readers.natives import number


def numbers_written(column: pa.Array, decimal: str) -> pa.Array:
    """Floats and decimals; the few that a machine writes with an exponent are written out.

    Parameters
    ----------
    column
        Of floats, of decimals, or of texts that are Python's own for decimals.
    decimal
        Decimal sign that the source declares.

    Examples
    --------
    >>> numbers_written(pa.array([12345.0, 1e-7, -0.0, 1.234, None]), ".").to_pylist()
    ['12345', '0.0000001', '0', '1.2340', None]
    >>> numbers_written(pa.array(["1E+2", "1.50"]), ",").to_pylist()
    ['100', '1,50']
    """
    is_float = pa.types.is_floating(column.type)
    written = pc.cast(column, pa.large_string())
    odd = pc.match_substring_regex(written, r"[eE]|^-0$")
    plain = [
        number(float(text)) if is_float else f"{Decimal(text):f}"
        for text in written.filter(odd).to_pylist()
    ]
    if plain:
        mask = pc.fill_null(odd, False)
        written = pc.replace_with_mask(written, mask, pa.array(plain, pa.large_string()))
    # As in `natives.number`: three decimals get a zero, so that nobody takes them for thousands.
    written = pc.replace_substring_regex(written, r"(\.[0-9]{3})$", r"\10")
    return written if decimal == "." else pc.replace_substring(written, ".", decimal)


def instants_written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO 8601 with the digits of the second that are in use; zoned ones are told in UTC."""
    zoned = column.type.tz is not None
    for unit in ("s", "ms", "us", "ns"):
        try:
            column = pc.cast(column, pa.timestamp(unit))
            break
        except pa.ArrowInvalid:
            continue
    written = pc.replace_substring(pc.cast(column, pa.large_string()), " ", "T")
    if not zoned:
        return written
    utc, nothing = pa.scalar("+00:00", written.type), pa.scalar("", written.type)
    return pc.binary_join_element_wise(written, utc, nothing)
