"""A figure as SVG that a page may hold under a strict content policy.

Matplotlib writes style attributes and a style element, which the policy turns into black boxes;
here every style becomes a presentation attribute and every colour the name of a theme colour, so
that one drawing serves light, dark and print. The same figure gives the same bytes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from io import BytesIO
from xml.etree import ElementTree

from matplotlib.figure import Figure
from matplotlib.text import Text

from kit import palette
from kit.charts.canvas import alt_of
from kit.charts.theme import themed

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DROPPED = (f"{_SVG}metadata", f"{_SVG}style", f"{_SVG}title")
_SHAPES = {f"{_SVG}{name}" for name in ("path", "rect", "text", "use", "circle", "polygon")}
_COLOURED = ("fill", "stroke")
_PRESENTATION = {
    *_COLOURED, "fill-opacity", "stroke-opacity", "opacity", "stroke-width", "stroke-linejoin",
    "stroke-linecap", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "clip-path",
    "font-size", "font-style", "font-weight", "text-anchor",
}  # fmt: skip
_INHERITED = {"font-family", "font-variant", "font-stretch"}  # the page's own font is better
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_REFERENCE = re.compile(r"^url\(#(.+)\)$")
_GEOMETRY = ("d", "x", "y", "width", "height", "transform", "points")


@themed
def page_svg(figure: Figure, prefix: str) -> str:
    """The figure as one SVG element for a page.

    Parameters
    ----------
    figure
        A figure made by a chart of this room.
    prefix
        Put before every id, so that the figures of a page do not take each other's.

    Raises
    ------
    ValueError
        If something is drawn in a colour that the theme does not hold, or with a style that
        has no presentation attribute.
    """
    root = ElementTree.fromstring(_drawn(figure))  # noqa: S314 (matplotlib's own output)
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag in _DROPPED]:
            parent.remove(child)
    for element in root.iter():
        _unstyle(element)
    _check_fills(root)
    _rename(root, prefix)
    _announce(root, alt_of(figure))
    ElementTree.register_namespace("", _SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode").strip()


def _drawn(figure: Figure) -> bytes:
    for text in figure.findobj(Text):
        text.set_parse_math(False)
        text.set_in_layout(False)  # all has its place: else room for ticks' labels is measured
    buffer = BytesIO()
    with warnings.catch_warnings():
        # The measuring font need not know every script; the reader's browser does the drawing.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    return buffer.getvalue()


def _unstyle(element: ElementTree.Element) -> None:
    """Move the style to attributes, name the colours, round what is placed."""
    for declaration in filter(None, element.attrib.pop("style", "").split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _PRESENTATION:
            element.set(name, value)
        elif name not in _INHERITED:
            raise ValueError(f"The style `{name}: {value}` has no presentation attribute.")
    for name in _COLOURED:
        if name in element.attrib:
            element.set(name, _themed_colour(element.attrib[name]))
    for name in _GEOMETRY:
        if name in element.attrib:
            element.set(name, _NUMBER.sub(_rounded, " ".join(element.attrib[name].split())))
    if _HREF in element.attrib:
        element.set("href", element.attrib.pop(_HREF))


def _themed_colour(value: str) -> str:
    if value == "none" or value.startswith(("var(", "url(#")):
        return value
    name = palette.name_of(value)
    if not name:
        raise ValueError(
            f"The colour {value} is not in the theme. Draw with `kit.palette.light(name)`;"
            f" names: {', '.join(palette.BY_NAME)}."
        )
    return palette.BY_NAME[name].var


def _rounded(match: re.Match[str]) -> str:
    return f"{round(float(match.group()), 2) + 0.0:g}"


def _check_fills(root: ElementTree.Element) -> None:
    """Refuse black: matplotlib writes no fill for it, so that it would escape the theme."""
    inside_clips = {id(shape) for clip in root.iter(f"{_SVG}clipPath") for shape in clip.iter()}
    defined = {id(shape) for defs in root.iter(f"{_SVG}defs") for shape in defs.iter()}
    for element in root.iter():
        if element.tag not in _SHAPES or "fill" in element.attrib or id(element) in inside_clips:
            continue
        if id(element) not in defined:
            _themed_colour("#000000")


def _rename(root: ElementTree.Element, prefix: str) -> None:
    """Prefix the ids that something refers to; drop the others."""
    used = {target for element in root.iter() for target in _targets(element)}
    for element in root.iter():
        name = element.attrib.pop("id", "")
        if name in used:
            element.set("id", f"{prefix}-{name}")
        for attribute, value in element.attrib.items():
            if attribute == "href":
                element.set(attribute, f"#{prefix}-{value[1:]}")
            elif found := _REFERENCE.match(value):
                element.set(attribute, f"url(#{prefix}-{found[1]})")


def _targets(element: ElementTree.Element) -> Iterable[str]:
    for attribute, value in element.attrib.items():
        if attribute == "href":
            yield value.removeprefix("#")
        elif found := _REFERENCE.match(value):
            yield found[1]


def _announce(root: ElementTree.Element, alt: str) -> None:
    """What the page, a screen reader and every shape inside need to know."""
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", " ".join(alt.splitlines()))
    root.set("font-family", "system-ui, sans-serif")
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
