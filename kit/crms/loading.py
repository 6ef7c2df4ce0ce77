"""The mappings that come with the kit, read from their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from kit.crms.mapping import Crm
from kit.errors import ParamError, suggestion

_FOLDER = Path(__file__).parent

NAMES: tuple[str, ...] = tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
"""CRMs that a mapping comes for."""


@cache
def find(name: str) -> Crm:
    """The mapping of the CRM called `name`.

    Raises
    ------
    ParamError
        If there is none.
    """
    if name not in NAMES:
        raise ParamError(f"There is no mapping for `{name}`. {suggestion(name, NAMES)}")
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return Crm(name=name, **YAML(typ="safe", pure=True).load(text))
