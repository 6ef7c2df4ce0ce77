"""What the words of a column with fixed values mean: those that are plain, and those to be said."""

from __future__ import annotations

from collections.abc import Mapping

from kit.draft.exports import Export
from kit.draft.vocabulary import plain
from kit.schemas import Schema

_SHOWN = 8
_MANY = 60
_AROUND = {
    "closed", "close", "deal", "stage", "cerrada", "cerrado", "chiusa", "chiuso", "tancada",
    "tancat", "fermee", "ferme", "geschlossen",
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "opportunities.status": {
        "won": ("won", "win", "ganada", "ganado", "vinta", "vinto", "guanyada", "guanyat",
                "gewonnen", "gagnee", "gagne", "signed", "success", "successful"),
        "lost": ("lost", "loss", "perdida", "perdido", "persa", "perso", "perduda", "perdut",
                 "verloren", "perdue", "perdu", "abandoned", "rejected"),
        "open": ("open", "abierta", "abierto", "aperta", "aperto", "oberta", "offen", "ouverte"),
    },
    "orders.kind": {
        "sale": ("sale", "order", "invoice", "completed", "complete", "paid", "shipped"),
        "refund": ("refund", "refunded", "credit note", "return", "returned"),
        "cancelled": ("cancelled", "canceled", "void"),
    },
    "quotes.status": {
        "sent": ("sent", "open", "presented", "draft"),
        "accepted": ("accepted", "won", "signed", "approved"),
        "rejected": ("rejected", "declined", "lost", "denied"),
        "expired": ("expired",),
    },
    "contracts.period": {
        "month": ("month", "monthly", "mensual", "mensile"),
        "quarter": ("quarter", "quarterly", "trimestral", "trimestrale"),
        "year": ("year", "yearly", "annual", "annually", "anual", "annuale"),
    },
}  # fmt: skip
"""Table and column → canonical value → words for it, without accents."""
_REST = {"opportunities.status": "open"}
"""What any other word means, where that is likely."""

Meanings = dict[str, dict[str, str]]


def meanings_of(
    export: Export, schema: Schema, columns: dict[str, str]
) -> tuple[Meanings, list[str], list[str]]:
    """What the texts of the columns with fixed values mean.

    Parameters
    ----------
    export
        The file.
    schema
        The table it is taken for.
    columns
        Canonical column → heading; an optional one whose texts mean nothing to the kit is taken
        out.

    Returns
    -------
    dict, list of str, list of str
        Canonical column → {native: canonical}; what keeps the table from being loaded; and what
        people should look at.
    """
    values: Meanings = {}
    unclear: list[str] = []
    doubts: list[str] = []
    for name in [one for one in columns if schema[one].values]:
        allowed, default = schema[name].values, _REST.get(f"{schema.name}.{name}", "")
        meant, rest = _sorted(export, f"{schema.name}.{name}", columns[name], allowed)
        renamed = {text: to for text, to in meant.items() if text != to}
        if rest and default:
            renamed |= _by_default(export, meant, rest, default)
            doubts.append(_doubt(columns[name], meant, rest, default))
        elif rest and schema[name].optional:
            del columns[name]
            continue
        elif rest:
            listed = ", ".join(f"`{text}`" for text in rest[:_SHOWN])
            words = ", ".join(allowed)
            unclear.append(f"say under `values: {{{name}: …}}` what {listed} mean ({words})")
        if renamed:
            values[name] = renamed
    return values, unclear, doubts


def _sorted(
    export: Export, column: str, heading: str, allowed: tuple[str, ...]
) -> tuple[dict[str, str], list[str]]:
    """The texts under a heading that mean a canonical value, and the rest of them."""
    texts = export.read(heading)
    said = [] if texts is None else [str(text) for text in texts]
    found = {text: _meant(column, text, allowed) for text in said[:_MANY]}
    meant = {text: to for text, to in found.items() if to}
    return meant, [text for text in said if text not in meant]


def _by_default(
    export: Export, meant: Mapping[str, str], rest: list[str], default: str
) -> dict[str, str]:
    """Texts that are named one by one if all were seen; what comes later is refused then."""
    is_whole = len(meant) + len(rest) <= _MANY and len(export.cells) == export.rows
    return dict.fromkeys(rest, default) if is_whole else {"*": default}


def _meant(column: str, text: str, allowed: tuple[str, ...]) -> str:
    """The canonical value that a text plainly is; empty for others."""
    words = [word for word in plain(text).split() if not word.isdigit()]
    bare = " ".join(word for word in words if word not in _AROUND)
    for value in allowed:
        if bare and bare in (value.replace("_", " "), *_WORDS.get(column, {}).get(value, ())):
            return value
    return ""


def _doubt(heading: str, meant: Mapping[str, str], rest: list[str], default: str) -> str:
    """Which texts were understood, and which only count as the default."""
    listed = ", ".join(f"`{text}`" for text in rest[:_SHOWN])
    more = f" and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
    known = ", ".join(f"`{text}` as {to}" for text, to in meant.items()) or "nothing as won or lost"
    return f"of `{heading}` {known} is understood; {listed}{more} count as {default}"
