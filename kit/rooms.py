"""The rooms of the house, from the ground up.

Between rooms imports only go to rooms listed earlier. The test of the import graph and the
run key (which covers every room a notebook can reach) both read this tuple.
"""

ROOMS: tuple[str, ...] = (
    "rooms",
    "errors",
    "files",
    "language",
    "schemas",
    "crms",
    "window",
    "units",
    "working_hours",
    "cron",
    "params",
    "privacy",
    "palette",
    "results",
    "data",
    "demo",
    "estimates",
    "kpis",
    "models",
    "catalogue",
    "extraction",
    "advice",
    "charts",
    "tables",
    "tiles",
    "wording",
    "cards",
    "lab_view",
    "report",
    "kernels",
    "load",
    "prepare",
    "compute",
    "outlook",
    "draft",
    "ledger",
    "runner",
    "publisher",
    "schedule",
    "alert",
    "check",
    "documentation",
    "cli",
)

SEEN_BY_NOTEBOOKS: tuple[str, ...] = ROOMS[: ROOMS.index("report") + 1]
"""Rooms whose code can change what a notebook shows; `extraction` and `demo` ride along."""
