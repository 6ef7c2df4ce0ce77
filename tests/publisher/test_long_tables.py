"""Long tables: whole on a wide screen, and on a narrow one the first rows until more are wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.publisher import Context, render_page
from kit.results import Cell, Column, Table
from tests.browser import chromium, visited

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
__all__ = ["chromium"]  # a fixture

ROWS = "document.querySelectorAll('tbody tr')"
SEEN = f"[...{ROWS}].filter(one => one.offsetHeight > 0).length"


def page(executed: Callable[..., dict[str, Any]], context: Context, rows: int, folder: Path) -> str:
    columns = (Column("Name"), Column("Amount", "number"))
    cells = tuple((Cell(f"Opportunity {n}"), Cell(str(n), float(n))) for n in range(rows))
    path = folder / "page.html"
    path.write_text(
        render_page(executed(Table("Listed", columns, cells)), context), encoding="utf-8"
    )
    return path.as_uri()


def test_a_phone_shows_the_first_rows_and_the_others_without_any_script(
    chromium: Any, executed: Callable[..., dict[str, Any]], context: Context, tmp_path: Path
) -> None:
    url = page(executed, context, 40, tmp_path)
    with visited(chromium, url, width=375, java_script_enabled=False) as found:
        assert found.page.evaluate(SEEN) == 25
        found.page.click(".more summary")
        assert found.page.evaluate(SEEN) == 40
    with visited(chromium, url, width=1280) as found:
        assert found.page.evaluate(SEEN) == 40
        assert not found.page.is_visible(".more")


def test_a_table_of_thirty_rows_is_whole_everywhere(
    chromium: Any, executed: Callable[..., dict[str, Any]], context: Context, tmp_path: Path
) -> None:
    with visited(chromium, page(executed, context, 30, tmp_path), width=375) as found:
        assert found.page.evaluate(SEEN) == 30
        assert found.page.query_selector(".more") is None
