"""Texts as YAML: what is written reads back as exactly the same text, whatever is in it."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 96
_PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+ ")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", ""}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def scalar(text: str) -> str:
    r"""A text as YAML reads it back: bare where that is safe, else in double quotes.

    >>> scalar("exports/deals.csv"), scalar("no"), scalar("*"), scalar("012")
    ('exports/deals.csv', '"no"', '"*"', '"012"')
    >>> print(scalar('a: "b"\n\x85'))
    "a: \"b\"\n\u0085"
    """
    bare = set(text) <= _PLAIN and text.strip() == text and text.casefold() not in _WORDS
    if bare and text[:1].isalpha():
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(sign: str) -> str:
    """Escaped is what has a meaning inside of quotes, and what no eye or no parser sees."""
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable() and ord(sign) < 0x10000:
        return sign
    code = ord(sign)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def comment(text: str, indent: str = "") -> list[str]:
    r"""A sentence as lines of comment; nothing in it can end the comment.

    >>> comment("two\nlines")
    ['# two lines']
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    room = max(WIDTH - len(indent), 40)
    lines = wrap(plain, room, break_long_words=False, break_on_hyphens=False)
    return [f"{indent}# {line}" for line in lines]
