"""The kernel that JupyterLab gets from `kit lab`: the Tab key, and edits of the kit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from kit import kernels

KIT = Path(kernels.__file__).parents[1]

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit that a test may edit."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(KIT, folder / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def kernel(copy: Path) -> Iterator[Any]:
    """The client of a kernel as `kit lab` has it, in which notebooks' first names are imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(kernels.FOR_LAB))
        patch.setenv("PYTHONPATH", str(copy))
        manager, client = start_new_kernel(kernel_name="python3", env=dict(os.environ))
    assert value(client, "from kit import charts, kpis, open_report; kpis.__file__").startswith(
        f"'{copy}"
    )
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def value(client: Any, cell: str) -> str:
    """What the last line of a cell gives."""
    said: list[str] = []

    def hear(message: Any) -> None:
        said.append(message["content"].get("data", {}).get("text/plain", ""))

    answer = client.execute_interactive(cell, output_hook=hear, timeout=120)
    assert answer["content"]["status"] == "ok", answer["content"]
    return "".join(said)


def offered(client: Any, text: str) -> list[str]:
    """What the Tab key offers behind `text`."""
    asked = client.complete(text)
    while True:
        answer = client.get_shell_msg(timeout=120)
        if answer["parent_header"].get("msg_id") == asked:
            return [found.lstrip(".") for found in answer["content"]["matches"]]


def test_the_tab_key_lists_kpis_by_subject_and_no_files(kernel: Any) -> None:
    leads = offered(kernel, "kpis.leads.")
    assert {"new_leads", "lead_conversion_rate", "cost_per_lead"} <= set(leads)
    assert not {"cohort", "cost_rows", "conversion"} & set(leads)
    everything = offered(kernel, "kpis.")
    assert {*leads, "leads", "sales", "support"} <= set(everything)
    assert not {"frame", "groups", "subjects"} & set(everything)
    assert "canvas" not in offered(kernel, "charts.")
    assert {"region=", "as_of=", "periods="} <= set(offered(kernel, "open_report("))


def test_a_kpi_says_what_it_counts(kernel: Any) -> None:
    said = value(kernel, "print(kpis.win_rate.__doc__); kpis.win_rate.__doc__")
    assert "Won opportunities as a share of all opportunities closed in the period." in said


def test_an_edit_of_the_kit_takes_effect_with_the_next_cell(kernel: Any, copy: Path) -> None:
    asked = "'edited' in kpis.bookings.__code__.co_consts"
    assert value(kernel, asked) == "False"
    path = copy / "kit" / "kpis" / "sales" / "bookings.py"
    text = path.read_text(encoding="utf-8")
    last = "return finish(rows, "
    assert last in text
    path.write_text(text.replace(last, "return 'edited'; finish(rows, "), encoding="utf-8")
    assert value(kernel, asked) == "True"
