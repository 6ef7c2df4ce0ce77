"""A company of two teams whose pages have run, as the runner leaves it, without a kernel."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from kit import files
from kit.data.manifest import Snapshot
from kit.ledger import GoodPage, Ledger, Outcome, State
from kit.params import Settings
from kit.publisher import Site, publish_site
from kit.results import MIME, Cell, Column, Finding, Headline, Table, to_wire
from kit.runner import Choice, Task, plan
from tests.two_teams import stored

PARAMETERS = (
    'region: str = ""\nteam: str = ""\nas_of: str = ""\n'
    'period: str = "month"\nperiods: int = 3\nlanguage: str = ""'
)


def cells(title: str) -> list[Any]:
    return [
        nbformat.v4.new_markdown_cell(f"# {title}\n\nWhat of {title.lower()}?"),
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
    ]


@dataclass(frozen=True)
class SmallSite:
    """A project folder of its own with two notebooks, `overview` and `sales`."""

    settings: Settings

    @classmethod
    def of(cls, folder: Path, **settings: Any) -> SmallSite:
        (folder / "notebooks").mkdir(parents=True, exist_ok=True)
        for order, name in enumerate(("overview", "sales")):
            notebook = nbformat.v4.new_notebook(cells=cells(name.capitalize()))
            notebook.metadata["kit"] = {"order": order}
            nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
        return cls(Settings(folder=folder, name="Example", **settings))

    def load(self, *, demo: bool = False, **changed: object) -> Snapshot:
        """The two teams' opportunities; `changed` replaces columns."""
        return stored(self.settings, demo=demo, **changed)

    def publish(self, snapshot: Snapshot) -> Site:
        return publish_site(self.settings, snapshot)

    def ran(self, snapshot: Snapshot, choice: Choice | None = None) -> None:
        """Note in the ledger that the pages of `choice` ran well."""
        ledger = Ledger(self.settings.outputs)
        run = ledger.begin(snapshot.id)
        for task in plan(self.settings, snapshot, choice):
            ledger.record(run, Outcome(task.page, task.key, "done"), self._good(task))

    def failed(
        self, snapshot: Snapshot, choice: Choice, reason: str, state: State = "failed"
    ) -> None:
        """Note in the ledger that the pages of `choice` ended badly."""
        ledger = Ledger(self.settings.outputs)
        run = ledger.begin(snapshot.id)
        for task in plan(self.settings, snapshot, choice):
            ledger.record(run, Outcome(task.page, task.key, state, reason=reason))

    def _good(self, task: Task) -> GoodPage:
        results = [
            to_wire(Headline("bookings", "Bookings", 130.0, f"€130 {task.page.unit.name}")),
            to_wire(Finding("r", "Act now.", "act")),
            to_wire(Table("Own", (Column("Unit"),), ((Cell(f"Only {task.page.unit.name}"),),))),
        ]
        outputs = [nbformat.v4.new_output("display_data", data={MIME: wire}) for wire in results]
        notebook = nbformat.v4.new_notebook(
            cells=[
                *cells(task.notebook.title),
                nbformat.v4.new_code_cell("report.show()", outputs=outputs),
            ]
        )
        file = f"pages/{task.key}.ipynb"
        path = self.settings.outputs / "runs" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        record = {
            "digest": files.digest_file(path),
            "parameters": task.parameters,
            "freshness": task.handover.freshness,
            "demo": task.handover.demo,
            "snapshot": task.handover.snapshot,
            "results": results[:2],
        }
        rests_on = {"base": task.base, "readings": task.readings(task.handover.digests)}
        return GoodPage(task.page, task.key, file, task.parameters["as_of"], record, **rests_on)

    def page(self, address: str) -> str:
        return (self.settings.outputs / "site" / address).read_text(encoding="utf-8")
