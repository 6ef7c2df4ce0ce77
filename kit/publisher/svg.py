"""The last look at a chart before it becomes part of a page.

The charts room makes page SVG; what it puts there is still checked against a list of what a
drawing needs, because inline SVG can carry everything that HTML can.
"""

from __future__ import annotations

from html.parser import HTMLParser

from kit.errors import RunError

TAGS = frozenset({
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "use", "symbol", "clippath", "mask", "pattern", "marker",
    "lineargradient", "radialgradient", "stop",
})  # fmt: skip
NAMESPACES = frozenset({"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"})


def checked(svg: str) -> str:
    """`svg` itself, if it is a drawing and nothing else.

    Raises
    ------
    RunError
        If it holds an element or attribute that a drawing does not need: script, foreign
        objects, event handlers, style, or an address outside the drawing.
    """
    inspector = _Inspector()
    inspector.feed(svg)
    inspector.close()
    if inspector.depth != 0 or inspector.roots != 1:
        raise RunError("A chart is not one well-formed `svg` element; it is not published.")
    return svg.strip()


class _Inspector(HTMLParser):
    """Reads the way a browser does, and stops at the first thing that is not on the list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.roots = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self.depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            _refuse(f"the element `{tag}`")
        if self.depth == 0:
            self.roots += 1
            if tag != "svg":
                _refuse(f"`{tag}` outside the drawing")
        for name, value in attrs:
            _check(name, value or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature, as below
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth == 0 and data.strip():
            _refuse("text outside the drawing")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        _refuse("a comment")

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        _refuse("a declaration")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002
        _refuse("a processing instruction")

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002
        _refuse("a declaration")


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


def _refuse(what: str) -> None:
    raise RunError(f"A chart holds {what}, which no chart needs; it is not published.")
