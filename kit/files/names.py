"""Names that stand for one text alone, on any file system."""

from __future__ import annotations

import re
import unicodedata

from kit.files.digests import digest

_ACRONYM = re.compile(r"amer|anz|apac|cee|dach|emea|latam|mea|noram|uki?|usa?")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_SLUG_LENGTH = 40
_DIGEST_LENGTH = 8
_LIKE_A_DIGEST = re.compile(rf"(.*-)?[0-9a-f]{{{_DIGEST_LENGTH}}}")


def safe_name(text: str) -> str:
    """A name for a file or folder that stands for `text` alone, on any file system.

    The name is a slug of lowercase letters, digits and hyphens. It stands alone only where the
    text can be read back from it: words with a capital first letter, or a well-known acronym of
    regions. Anything else (other case, accents, signs, reserved or long names, an ending that
    looks like a digest) also gets a digest of the text, so that two texts never share a name,
    not even where case does not count.

    >>> safe_name("EMEA"), safe_name("Iberia"), safe_name("Key Accounts 2")
    ('emea', 'iberia', 'key-accounts-2')
    >>> safe_name("iberia"), safe_name("../Málaga")
    ('iberia-dff1bb75', 'malaga-0eab54d4')
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    words = (
        word.upper() if _ACRONYM.fullmatch(word) else word.capitalize() for word in slug.split("-")
    )
    stands_alone = (
        0 < len(slug) <= _SLUG_LENGTH
        and " ".join(words) == text
        and not _RESERVED.fullmatch(slug)
        and not _LIKE_A_DIGEST.fullmatch(slug)
    )
    if stands_alone:
        return slug
    return f"{slug[:_SLUG_LENGTH].strip('-') or 'name'}-{digest(text)[:_DIGEST_LENGTH]}"
