"""One e-mail per unit: its key figures, what stands out, what changed, and the way to its pages.

Made from what the site shows of the unit, in the unit's language, as plain text and as HTML that
mail programs can draw. A unit whose pages are not current says so in the first line.
"""

from kit.digest.composing import compose
from kit.digest.delivery import Sent, file_name, send_digests, write_digests
from kit.digest.gathering import Digest, digests_of

__all__ = [
    "Digest",
    "Sent",
    "compose",
    "digests_of",
    "file_name",
    "send_digests",
    "write_digests",
]
