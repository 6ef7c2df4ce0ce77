"""One notebook through Papermill, watched cell by cell.

Papermill's engine is a registered seam: ours tells which cell begins, keeps the kernel's manager
so that its exit status can be asked, and ends the kernel of a page that puts out too much.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from kit import kernels
from kit.results import MIME
from kit.runner import processes
from kit.runner.client import PromptClient

_ENGINE = "kit"
_START_SECONDS = 120
_SHOWN = 60


@dataclass
class Page:
    """One page while it is executed.

    Attributes
    ----------
    most
        Bytes that its cells may put out.
    tell
        Told the cell that begins, its first line, and the kernel's process.
    before
        Processes below this one that were there before the page.
    cell, line
        The cell at work, counted from 1 as the notebook holds it, and its first line.
    is_flooded
        Whether more than `most` was put out.
    """

    most: int
    tell: Callable[[dict[str, Any]], None]
    before: set[int]
    cell: int = 0
    line: str = ""
    is_flooded: bool = False
    manager: Any = None
    _weight: int = 0

    @property
    def place(self) -> str:
        """The cell at work, as reasons name it."""
        return f"cell {self.cell} (`{self.line}`): " if self.cell else ""

    def begin(self, number: int, source: str) -> None:
        """Note that a cell begins."""
        self.cell, self.line = number, first_line(source)
        kernel = getattr(self.manager.provisioner, "pid", None)
        self.tell({"cell": self.cell, "line": self.line, "kernel": kernel})

    def accepts(self, content: Any) -> bool:
        """Whether what a cell puts out still fits; the first that does not ends the kernel."""
        if not self.is_flooded:
            self._weight += len(json.dumps(content, default=str))
            if self._weight > self.most:
                self.is_flooded = True
                self.end_processes()
        return not self.is_flooded

    def end_processes(self) -> None:
        """End the kernel and all that was started since the page began."""
        me = os.getpid()
        processes.end(lambda: processes.below(me) - self.before)

    def status(self) -> int | None:
        """Exit status of the kernel, negative for a signal; None where it is not known."""
        provisioner = getattr(self.manager, "provisioner", None)
        return run_sync(provisioner.poll)() if provisioner else None


def run_notebook(order: dict[str, Any], page: Page) -> Any:
    """Execute the notebook of `order` and return it with its outputs.

    Raises
    ------
    Exception
        Whatever Papermill and its client raise; `kit.runner.endings` says what it means.
    """
    # By its parts: in one go Papermill writes out a notebook twice, which nobody reads.
    kernel = kernels.kernel_name()
    notebook = load_notebook_node(order["notebook"])
    if order["parameters"]:
        notebook = parameterize_notebook(
            notebook,
            order["parameters"],
            engine_name=_ENGINE,
            kernel_name=kernel,
            language="python",
        )
    executed = papermill_engines.execute_notebook_with_engine(
        _ENGINE,
        remove_error_markers(notebook),
        kernel_name=kernel,
        progress_bar=False,
        autosave_cell_every=0,
        execution_timeout=order["cell_seconds"],
        start_timeout=_START_SECONDS,
        page=page,
    )
    raise_for_execution_errors(executed, None)
    return executed


def numbered(notebook: Any) -> Iterator[tuple[int, Any]]:
    """Cells with their numbers in the source, where the one with the parameters given is not."""
    number = 0
    for cell in notebook.cells:
        number += "injected-parameters" not in cell.metadata.get("tags", ())
        yield number, cell


def first_line(source: str) -> str:
    r"""The first line of a cell that says something, shortened.

    >>> first_line("# Why.\n\nrate = kpis.win_rate(records, window)")
    'rate = kpis.win_rate(records, window)'
    """
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    said = next((line for line in lines if not line.startswith("#")), "".join(lines[:1]))
    return said if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]}…"


class _Client(PapermillNotebookClient):
    """Papermill's client, which lets the page see what goes by."""

    def __init__(self, nb_man: Any, page: Page, **options: Any) -> None:
        super().__init__(nb_man, on_cell_execute=self._begin, **options)
        self._page = page

    def create_kernel_manager(self) -> Any:
        self._page.manager = super().create_kernel_manager()
        self._page.manager.client_factory = PromptClient
        return self._page.manager

    def papermill_execute_cells(self) -> None:
        """Execute one cell after the other, without noting times, which are not kept."""
        run_sync(self._execute_cells)()

    async def _execute_cells(self) -> None:
        for index, cell in enumerate(self.nb.cells):
            try:
                await self.async_execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        if msg["msg_type"] != "status" and not self._page.accepts(msg["content"]):
            return None
        return super().process_message(msg, cell, cell_index)

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        """Keep what a cell puts out; a result as it came, for `kit.results` has made it."""
        content = msg["content"]
        if MIME not in content.get("data", ()) or display_id or self.clear_before_next_output:
            return super().output(outs, msg, display_id, cell_index)
        node = NotebookNode(output_type=msg["msg_type"])
        dict.update(node, data=content["data"], metadata=content["metadata"])  # copies nothing
        outs.append(node)
        return node

    def _begin(self, cell: Any, cell_index: int) -> None:
        numbers = [number for number, _ in numbered(self.nb)]
        self._page.begin(numbers[cell_index], cell.source)


class _Engine(NBClientEngine):
    """Papermill's engine with our client."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        page: Page,
        start_timeout: int,
        execution_timeout: int,
        **_: Any,
    ) -> Any:
        client = _Client(
            nb_man,
            page,
            kernel_name=kernel_name,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            shutdown_kernel="immediate",
        )
        return client.execute()


papermill_engines.register(_ENGINE, _Engine)
