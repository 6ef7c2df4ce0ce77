"""Lists in JSON that tell when a byte of them changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kit import files

_SEAL = "checksum"


def sealed(fields: Mapping[str, Any]) -> str:
    """Text that holds `fields` and their digest; equal fields give equal text.

    >>> unsealed(sealed({"rows": 3}))
    {'rows': 3}
    """
    return _text({**fields, _SEAL: _digest(fields)})


def unsealed(text: str) -> dict[str, Any]:
    """The fields that `sealed` wrote; text from before there were seals is taken as it is.

    Raises
    ------
    ValueError
        If it is no object in JSON, or anything in it was changed.
    """
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("no object")
    seal = fields.pop(_SEAL, None)
    if seal is not None and seal != _digest(fields):
        raise ValueError("the checksum differs")
    return fields


def _digest(fields: Mapping[str, Any]) -> str:
    # What is written and what is read back must give one digest: tuples and lists are one.
    return files.digest(json.dumps(fields, ensure_ascii=False, sort_keys=True))


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
