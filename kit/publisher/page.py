"""Pages of a unit that stand for one notebook each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from kit.lean import lean
from kit.publisher.assets import environment
from kit.publisher.context import Context
from kit.publisher.layout import Content, arrange
from kit.publisher.phrases import Voice


def render_page(notebook: Mapping[str, Any], context: Context) -> str:
    """An executed notebook as a whole HTML page.

    Parameters
    ----------
    notebook
        The executed notebook as JSON data, format 4.
    context
        Everything around the page that is not in its notebook.

    Returns
    -------
    str
        The page. The same notebook and context always give the same characters.

    Raises
    ------
    RunError
        If a chart holds more than a drawing.
    ValueError
        If a result is not of this version's form.
    """
    return render_content(arrange(notebook["cells"], Voice(context.language).language), context)


def render_content(content: Content, context: Context) -> str:
    """As `render_page`, for a notebook that is arranged already."""
    with lean():  # late: takes as long to load as nbconvert
        from nbformat.v4 import new_notebook

    # A function, because nbconvert copies its resources, and content is much to copy.
    resources = {"context": context, "arranged": lambda: content}
    page, _ = _exporter().from_notebook_node(new_notebook(), resources)
    return str(page)


def get_ready() -> None:
    """Load what rendering takes, so that copies of this process need not."""
    with lean():
        import nbformat.v4  # noqa: F401

    _exporter()


def render_failure(context: Context) -> str:
    """The page that stands where a notebook failed and no good page of it exists yet."""
    template = environment().get_template("failure.html.j2")
    return template.render(resources={"context": context, "say": Voice(context.language)})


@cache
def _exporter() -> Any:
    with lean():  # late: loads nbconvert
        from kit.publisher.exporter import PageExporter

    return PageExporter()
