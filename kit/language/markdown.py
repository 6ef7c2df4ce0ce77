"""Markdown cut into the pieces that are translated one at a time."""

from __future__ import annotations

import re

_HEADING = re.compile(r"#{1,6}\s")
_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s")
_FENCE = re.compile(r"\s*(```|~~~)")


def paragraphs(markdown: str) -> list[str]:
    r"""Markdown cut into what is translated at a time: headings, paragraphs, list items, tables.

    Each keeps its own marks (``##``, ``-``); lines of a paragraph are joined. Set one below the
    other with blank lines between them they say the same as the whole.

    >>> paragraphs("# Sales\nWhat was\nsold.\n\n- by whom\n- of what")
    ['# Sales', 'What was sold.', '- by whom', '- of what']
    """
    blocks: list[list[str]] = [[]]
    is_fenced = False
    for line in markdown.splitlines():
        is_fence = bool(_FENCE.match(line))
        starts_anew = not is_fenced and (
            is_fence or _HEADING.match(line) or _ITEM.match(line) or _is_after_heading(blocks[-1])
        )
        if starts_anew or (not line.strip() and not is_fenced):
            blocks.append([])
        if line.strip() or is_fenced:
            blocks[-1].append(line)
        is_fenced ^= is_fence
    return [_joined(block) for block in blocks if block]


def _is_after_heading(block: list[str]) -> bool:
    return bool(block and _HEADING.match(block[-1]))


def _joined(block: list[str]) -> str:
    """Lines of one paragraph as one line; fences and tables keep their lines."""
    if _FENCE.match(block[0]) or block[0].lstrip().startswith("|"):
        return "\n".join(block)
    return " ".join(line.strip() for line in block)
