"""A row of bars by month as inline SVG that needs no style attribute."""

from __future__ import annotations

from markupsafe import Markup

from kit.results import Course

STEP, BAR, HEIGHT = 10.0, 7.0, 40.0


def bars(course: Course) -> Markup:
    """The course as bars on a line at nought; what was paid back hangs below it.

    It stretches to any width, so it holds no text: the months stand under it as words. The last
    month is set apart while it runs.

    >>> str(bars(Course("Revenue", (0.0, 4.0, 2.0), ""))).count("<path")
    2
    """
    top, bottom = max(0.0, *course.values), min(0.0, *course.values)
    reach = HEIGHT / ((top - bottom) or 1.0)
    drawn = [
        _bar(place, value, top * reach, reach) for place, value in enumerate(course.values) if value
    ]
    running = [drawn.pop()] if course.is_running and course.values[-1] else []
    width, nought = STEP * len(course.values), top * reach
    paths = "".join(
        f'<path class="{name}" d="{"".join(shapes)}"/>'
        for name, shapes in (("bar", drawn), ("running", running))
        if shapes
    )
    line = f'<path class="nought" d="M0 {nought:.1f}H{width:g}"/>'
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="bars" viewBox="0 -1 {width:g} {HEIGHT + 2:g}" preserveAspectRatio="none" '
        f'aria-hidden="true">{paths}{line}</svg>'
    )


def _bar(place: int, value: float, nought: float, reach: float) -> str:
    left = STEP * place + (STEP - BAR) / 2
    return f"M{left:g} {nought:.1f}v{-value * reach:.1f}h{BAR:g}V{nought:.1f}z"
