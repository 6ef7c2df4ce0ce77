"""What cells put out is kept as it came."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from kit.results import MIME
from kit.runner.worker import execute
from tests.runner.test_worker import order

PUT = f"""
from IPython.display import clear_output, display
result = dict(result="notice", deep=[dict(value=1.5)], words="ä")
def put(**how):
    display({{{MIME!r}: result, "text/html": "<p>"}}, raw=True, **how)
"""


def test_a_result_is_kept_whole_in_a_valid_notebook(tmp_path: Path) -> None:
    asked = order(tmp_path, PUT, "put()")
    assert execute(asked)["stray"] == []
    text = Path(asked["keep"]).read_text(encoding="utf-8")
    nbformat.validate(nbformat.reads(text, as_version=4))
    (output,) = json.loads(text)["cells"][-1]["outputs"]
    assert output["output_type"] == "display_data"
    assert output["metadata"] == {}
    wire = {"result": "notice", "deep": [{"value": 1.5}], "words": "ä"}
    assert output["data"] == {MIME: wire, "text/html": "<p>"}


def test_results_that_are_cleared_or_renewed_are_so(tmp_path: Path) -> None:
    cells = [
        PUT,
        "put(); clear_output(wait=True); result['words'] = 'last'; put()",
        "put(display_id='one'); result['words'] = 'new'; put(display_id='one', update=True)",
    ]
    asked = order(tmp_path, *cells)
    assert execute(asked)["state"] == "done"
    kept = json.loads(Path(asked["keep"]).read_text(encoding="utf-8"))["cells"][-2:]
    shown = [[one["data"][MIME]["words"] for one in cell["outputs"]] for cell in kept]
    assert shown == [["last"], ["new"]]
