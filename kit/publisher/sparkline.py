"""The small course beside a headline, as inline SVG that needs no style attribute."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 120.0, 36.0, 4.0


def sparkline(values: Sequence[float | None]) -> Markup:
    """A line through `values`, oldest first, with a dot on the newest; None leaves a gap.

    The line says nothing that the tile's text does not say, so it is hidden from screen
    readers. It stretches to any width: strokes keep theirs, and the dot is a stroke of no length.
    Empty where fewer than two values are known.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    points = _points(values, min(known), max(known))
    line = "".join(f'<path d="{path}"/>' for path in _paths(points))
    x, y = next(point for point in reversed(points) if point is not None)
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="spark" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" '
        f'aria-hidden="true">{line}<path class="now" d="M{x:g} {y:g}h0"/></svg>'
    )


def _points(
    values: Sequence[float | None], low: float, high: float
) -> list[tuple[float, float] | None]:
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    reach = HEIGHT - 2 * MARGIN
    return [
        None
        if value is None
        else (
            round(MARGIN + index * step, 1),
            round(MARGIN + reach * (0.5 if high == low else (high - value) / (high - low)), 1),
        )
        for index, value in enumerate(values)
    ]


def _paths(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """One path for each unbroken run; its last point stands twice, so that a lone one shows."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return ["M" + "L".join(f"{x:g} {y:g}" for x, y in (*run, run[-1])) for run in runs if run]
