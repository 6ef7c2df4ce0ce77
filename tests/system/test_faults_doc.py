"""docs/faults.md names, for each fault, the test that makes it: each is there under that name."""

from __future__ import annotations

import ast
import re

import pytest

from tests.system.project import ROOT

TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!fault |---)(.*) \| .* \| (.*) \|$", TEXT, flags=re.MULTILINE)


def test_every_row_names_a_test() -> None:
    assert len(ROWS) > 30
    assert all(named == "the same" or named.startswith("`tests/") for _, named in ROWS)


@pytest.mark.parametrize("named", sorted({named for _, named in ROWS} - {"the same"}))
def test_the_test_is_there(named: str) -> None:
    path, _, name = named.strip("`").partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    assert name in tests if name else any(one.startswith("test_") for one in tests)
