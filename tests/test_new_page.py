"""A page of one's own: a notebook that a project can run as it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.check.notebooks import check_notebook
from kit.errors import ParamError
from kit.new_page import KITS_OWN, new_page
from kit.params import ReportParameters
from kit.runner import find_notebooks


def test_the_notebook_has_nothing_that_a_check_would_find(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "sales.ipynb").write_bytes((KITS_OWN / "sales.ipynb").read_bytes())
    path = new_page(tmp_path, "key_accounts", "Which accounts bring most?")
    assert check_notebook(path) == []
    sales, page = find_notebooks(tmp_path)
    assert (page.name, page.title) == ("key_accounts", "Key accounts")
    assert page.question == "Which accounts bring most?"
    assert page.order == sales.order + 10
    assert list(page.parameters) == list(ReportParameters.model_fields)
    ids = [cell["id"] for cell in page.content["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_project_that_uses_the_kits_pages_keeps_them(tmp_path: Path) -> None:
    before = [one.name for one in find_notebooks(tmp_path)]
    new_page(tmp_path, "key_accounts", "Which?")
    assert [one.name for one in find_notebooks(tmp_path)] == [*before, "key_accounts"]


@pytest.mark.parametrize("name", ["Key accounts", "../sales", "", "1st", "a" * 41])
def test_what_is_no_name_for_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParamError, match="such as `key_accounts`"):
        new_page(tmp_path, name, "Which?")
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = new_page(tmp_path, "key_accounts", "Which?")
    content = json.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(ParamError, match="already"):
        new_page(tmp_path, "key_accounts", "Another?")
    assert json.loads(path.read_text(encoding="utf-8")) == content
