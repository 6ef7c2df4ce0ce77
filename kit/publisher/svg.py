"""The last look at a chart before it becomes part of a page.

The charts room makes page SVG; what it puts there is still checked against a list of what a
drawing needs, because inline SVG can carry everything that HTML can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from kit.errors import RunError

TAGS = frozenset({
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "use", "symbol", "clippath", "mask", "pattern", "marker",
    "lineargradient", "radialgradient", "stop",
})  # fmt: skip
NAMESPACES = frozenset({"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"})


def checked(svg: str) -> str:
    """`svg` itself, if it is a drawing and nothing else.

    It is read as XML, which is stricter than a browser: what is well-formed, holds elements of the
    list only and none of the constructs that the two read differently is the same to both.

    Raises
    ------
    RunError
        If it holds an element or attribute that a drawing does not need: script, foreign
        objects, event handlers, style, or an address outside the drawing.
    """
    drawing = svg.strip()
    reader = expat.ParserCreate()
    reader.StartElementHandler = _begin
    reader.CommentHandler = _refusing("a comment")
    reader.ProcessingInstructionHandler = _refusing("a processing instruction")
    for declared in ("XmlDecl", "StartDoctypeDecl", "StartCdataSection"):
        setattr(reader, f"{declared}Handler", _refusing("a declaration"))
    if not drawing.startswith("<svg"):
        _refuse("something before the drawing")
    try:
        reader.Parse(drawing, True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise RunError(
            f"A chart is not one well-formed `svg` element ({error}); it is not published."
        ) from None
    return drawing


def _begin(tag: str, attributes: dict[str, str]) -> None:
    if tag.lower() not in TAGS:
        _refuse(f"the element `{tag.lower()}`")
    for name, value in attributes.items():
        _check(name.lower(), value)


def _refusing(what: str) -> Callable[..., None]:
    return lambda *_: _refuse(what)


def _check(name: str, value: str) -> None:
    if name.startswith("on") or name == "style":
        _refuse(f"the attribute `{name}`")
    if name == "xmlns" or name.startswith("xmlns:"):
        if value not in NAMESPACES:
            _refuse(f"the namespace `{value}`")
    elif name in {"href", "xlink:href", "src"}:
        if not value.startswith("#"):
            _refuse(f"an address in `{name}`")
    elif "url(" in value.lower().replace("url(#", ""):
        _refuse(f"an address in `{name}`")


def _refuse(what: str) -> NoReturn:
    raise RunError(f"A chart holds {what}, which no chart needs; it is not published.")
