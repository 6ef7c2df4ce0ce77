"""nbconvert's part in a page: an exporter with an own template and nothing of the default ones.

Imported when the first page is rendered, because nbconvert takes a second to load and most runs
find every page unchanged.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import List, default

from kit.publisher.assets import HERE, environment
from kit.publisher.phrases import Voice
from kit.publisher.wanting import gathered


class ArrangePage(Preprocessor):
    """Puts the page's content into `resources`; the notebook itself is not published."""

    enabled = True

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Take up what the page holds, in the language of its context."""
        say = Voice(resources["context"].language)
        content = gathered(resources["arranged"](), say)
        return nb, {**resources, "say": say, "content": content}


class PageExporter(TemplateExporter):
    """Executed notebook → HTML page; code, prompts, logs and foreign outputs are never shown.

    `resources` must hold the page's `kit.publisher.Context` as ``context``, and as ``arranged`` a
    function that gives its `kit.publisher.layout.Content`. The notebook itself may be empty:
    nbconvert copies it three times and goes through all of it, which would cost more than the page.
    """

    output_mimetype = "text/html"
    default_preprocessors = List([ArrangePage])

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "page.html.j2"

    @default("template_paths")
    def _template_paths(self, *_: Any, **__: Any) -> list[str]:
        return [str(HERE / "templates")]

    def _create_environment(self) -> Environment:
        """Use the kit's environment: it escapes by default, which nbconvert's own does not."""
        return environment()
