"""What may be shown of persons, and how secrets are kept out of messages."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Literal
from urllib.parse import unquote, urlsplit

OwnerPolicy = Literal["full", "initials", "hashed"]

MASK = "***"

_SUFFIX_LENGTH = 7
_SHORTEST_SECRET = 4
# up to the last @, for a password may hold an unescaped / or @: better too much than too little
_URL_PASSWORD = re.compile(r"(?P<front>\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s\"'<>]+(?=@)", re.I)
_NAMED_SECRET = re.compile(
    r"(?P<front>\b(?:password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*)[^\s&;,\"']+", re.I
)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w+])(?<!\d )(?:\+|00 ?)\d(?:[ ./()-]{0,2}\d){7,13}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_ITALIAN_CODE = re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", re.I)
_SPANISH_CODE = re.compile(r"\b[XYZ\d]\d{7}[A-Z]\b", re.I)
_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_SECRET_VARIABLE = re.compile(r"password|passwd|secret|token|api_?key", re.I)


def shown_owner(name: str, policy: OwnerPolicy) -> str:
    """An owner's name as a page shows it.

    The same name is always shown in the same way, on every page and in every run, and two names
    are never shown alike: short forms carry a code made from the whole name. The code hides a name
    from readers; it does not stop somebody who tries out a list of names.

    Parameters
    ----------
    name
        As the CRM has it; an empty one stays empty.
    policy
        ``full`` shows it, ``initials`` shortens it, ``hashed`` replaces it.

    Examples
    --------
    >>> shown_owner("Anna Puig", "initials"), shown_owner("Anna Puig", "hashed")
    ('A. P. jo2g4in', 'Owner jo2g4in')
    """
    if policy == "full" or not name:
        return name
    code = base64.b32encode(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest())
    suffix = code.decode("ascii").lower()[:_SUFFIX_LENGTH]
    if policy == "hashed":
        return f"Owner {suffix}"
    letters = [word[0].upper() for word in re.findall(r"\w+", name)]
    return " ".join([*(f"{letter}." for letter in letters), suffix])


def shown_owners(names: Iterable[str], policy: OwnerPolicy) -> dict[str, str]:
    """How each of `names` is shown, for renaming a column in one go.

    >>> shown_owners(["Anna Puig"], "full")
    {'Anna Puig': 'Anna Puig'}
    """
    return {name: shown_owner(name, policy) for name in names}


def mask_contacts(text: str) -> str:
    """Replace by three asterisks what reaches or identifies a person in `text`.

    E-mail addresses, telephone numbers with their country's code, bank accounts (IBAN, by their
    check digits), and the tax codes of Italians and Spaniards. Other numbers stay as they are.

    Examples
    --------
    >>> mask_contacts("Roof for jo.doe@example.com, +34 612 345 678")
    'Roof for ***, ***'
    >>> mask_contacts("ES91 2100 0418 4502 0005 1332 of 12345678Z, order 12345678")
    '*** of ***, order 12345678'
    """
    text = _EMAIL.sub(MASK, text)
    text = _IBAN.sub(lambda found: MASK if _is_iban(found.group()) else found.group(), text)
    text = _PHONE.sub(MASK, text)
    text = _ITALIAN_CODE.sub(MASK, text)
    return _SPANISH_CODE.sub(lambda found: MASK if _is_nif(found.group()) else found.group(), text)


def mask_secrets(text: str, environment: Mapping[str, str]) -> str:
    """Replace every secret in `text` by three asterisks.

    Secrets are passwords inside URLs, values named ``password=`` or alike, and anything that the
    environment holds as a password: in a URL, or in a variable called so.

    Parameters
    ----------
    text
        A message, a query, a traceback.
    environment
        As `os.environ`.

    Examples
    --------
    >>> mask_secrets("no answer from postgresql://kit:hush@db/crm", {})
    'no answer from postgresql://kit:***@db/crm'
    """
    for secret in sorted(_secrets(environment), key=len, reverse=True):
        text = text.replace(secret, MASK)
    text = _URL_PASSWORD.sub(rf"\g<front>{MASK}", text)
    return _NAMED_SECRET.sub(rf"\g<front>{MASK}", text)


def _is_iban(text: str) -> bool:
    """Whether the check digits of a bank account are right."""
    account = text.replace(" ", "")
    return int("".join(str(int(one, 36)) for one in account[4:] + account[:4])) % 97 == 1


def _is_nif(text: str) -> bool:
    """Whether the letter of a Spaniard's or a foreigner's tax code is right."""
    number = int(str("XYZ".find(text[0].upper())) + text[1:8] if text[0].isalpha() else text[:8])
    return _NIF_LETTERS[number % len(_NIF_LETTERS)] == text[8].upper()


def _secrets(environment: Mapping[str, str]) -> set[str]:
    """Secrets of the environment as they may turn up, also with their escapes undone."""
    found = {value for name, value in environment.items() if _SECRET_VARIABLE.search(name)}
    for value in environment.values():
        if "://" in value:
            found.add(_password(value))
    found |= {unquote(secret) for secret in found}
    return {secret for secret in found if len(secret) >= _SHORTEST_SECRET}


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:  # no URL after all, for instance with an unclosed bracket
        return ""
