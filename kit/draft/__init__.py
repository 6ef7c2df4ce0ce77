"""A first project.yaml, drafted from a folder of exports: what each file is, and how it is written.

Everything in the draft stands beside its evidence; what the data do not tell is left to people
and said so.
"""

from __future__ import annotations

from kit.draft.drafting import Draft, draft, refuse_existing, write
from kit.draft.gains import gain_of

__all__ = ["Draft", "draft", "gain_of", "refuse_existing", "write"]
