"""Lists in JSON that tell when any bit of them changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kit import files

_SEAL = "checksum"


def sealed(fields: Mapping[str, Any]) -> str:
    """Text that holds `fields` and their digest; equal fields give equal text.

    >>> unsealed(sealed({"rows": 3}).encode())
    {'rows': 3}
    """
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    whole = {**fields, _SEAL: files.digest(text)}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def unsealed(data: bytes) -> dict[str, Any]:
    """The fields that `sealed` wrote.

    Raises
    ------
    ValueError
        If a bit of it was changed, or there is no digest in it: the bytes must be those that its
        fields give, so that spaces, line ends and spellings of one value count too.
    """
    fields = json.loads(data.decode("utf-8"))
    if not isinstance(fields, dict) or _SEAL not in fields:
        raise ValueError("no checksum")
    del fields[_SEAL]
    if sealed(fields).encode("utf-8", "surrogatepass") != data:
        raise ValueError("the checksum differs")
    return fields
