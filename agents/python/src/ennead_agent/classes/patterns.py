"""What a value gives away by itself: by its shape, and by its checksum where it has one."""

from __future__ import annotations

import re

from .lazy import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EMAIL = Pattern(
    r"(?<![\w.+%@-])(?!git@)[\w.+%'-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}(?![\w@-]|:[^\s\d]|:\d+/|\.[\w])"
)
_USER = Pattern(r"://[^/\s]*\Z")
"""Before the name in an URL's `user@host`."""
_CARD = Pattern(r"(?<![\w.+-])(?:\d[ -]?){11,18}\d(?![\w-]|\.\d)")
_IBAN = Pattern(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![a-z0-9])")
_LONG = Pattern(r"[0-9](?:[ .()/-]{0,2}[0-9]){6}|[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11}")
"""Stands in every text with a number that is known here.  This and the next two begin with no look behind, and are told
in a small part of the time."""
_DOTTED = Pattern(r"[0-9]\.[0-9]{1,3}\.[0-9]")
_COLONS = Pattern(r":[0-9A-Fa-f]{0,4}:")
_TOKENS_FROM = 15
"""Characters of the shortest token that is known."""
_BETWEEN = "\n;;;;\n"
"""Between two texts: nothing that is looked for goes across it."""
_MOST_KEPT = 4096
_NO_DIGIT = Pattern(r"\D")
_SSN = Pattern(r"(?<![\w.-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-]|\.\d)")
_V4 = Pattern(r"(?<![\w.+-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.[\w])")
_V6 = Pattern(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])")
_VERSION = Pattern(
    r"(?:versions?|vers?\.|release|build|firmware|revision|driver|engine|schema|patch|sdk|update)\W{0,3}v?$|\bv$",
    re.IGNORECASE,
)
_OF_VERSION = Pattern(
    r"(?:version|vers|ver|release|build|firmware|revision|driver|schema|patch)s?[\W_\d]*$", re.IGNORECASE
)
_PHONE = Pattern(
    r"(?<![\w.,/:=@$€£#-])(?<!\d[ .-])(?:"
    r"(?:\+|00)[1-9]\d{0,2}(?:[ .()/-]{0,2}\d){7,13}"  # of any country
    r"|(?:1[ .-])?\([2-9]\d{2}\)[ .-]?\d{3}[ .-]\d{4}"  # North America
    r"|(?:1[ .-])?[2-9]\d{2}([ .-])[2-9]\d{2}\1\d{4}"
    r"|\(0[1-9]\d{0,3}\)[ ]?\d{2,4}(?:[ -]?\d{2,4}){1,3}"
    r"|(?!\d{3}-\d{2}-\d{4}(?!\d))0[1-9]\d{0,3}[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3}"  # with a trunk zero
    r")(?![\w-]|[.,:/]\d)"
)
_TOKEN = Pattern(
    r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"
    r"|(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?:gh[opusr]_[A-Za-z0-9]{30,255}|github_pat_\w{40,255}|glpat-[\w-]{20,}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}"
    r"|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,}|sk-(?:ant-|proj-)?[\w-]{20,}"
    r"|AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|key-[0-9a-f]{32}"
    r"|npm_[A-Za-z0-9]{36}|pypi-[\w-]{40,}|dop_v1_[0-9a-f]{64}|hf_[A-Za-z0-9]{30,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"
    r"|sq0(?:atp|csp)-[\w-]{22,}|EAAC[A-Za-z0-9]{20,}|lin_api_[A-Za-z0-9]{32,}|NRAK-[A-Z0-9]{27}|rubygems_[0-9a-f]{48}"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{50,}|\d{8,10}:AA[\w-]{32,}|v2\.local\.[\w-]{20,}|hvs\.[\w-]{20,})"
    r"|(?i:bearer)[ ]+[\w.~+/-]{16,}=*|https://hooks\.slack\.com/services/[\w/]{20,}"
)
_HINTS = tuple(
    """eyJ AKIA ASIA ABIA ACCA A3T ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox xapp- _live_ _test_ whsec_ sk- AIza
    ya29. GOCSPX- SG. key- npm_ pypi- dop_v1_ hf_ shpat_ shpca_ shppa_ shpss_ sq0 EAAC lin_api_ NRAK- rubygems_
    AGE-SECRET :AA v2.local. hvs. earer EARER hooks.slack.com""".split()
)
"""One of these stands in every token that is known here; to look for them is faster."""
_KEY = Pattern(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d")
_IBAN_LENGTHS = (
    "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 "
    "DJ:27 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 "
    "HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 "
    "MD:24 ME:22 MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 "
    "RS:22 RU:33 SA:24 SC:31 SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 "
    "VG:24 XK:20 YE:30 "
)
_ISSUERS = Pattern(
    r"4\d{12}(?:\d{3}){0,2}$|5[1-5]\d{14}$|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$|3[47]\d{13}$"
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}(?:\d{3})?$|3(?:0[0-5]|095|[689]\d)\d{11}(?:\d{2})?$"
    r"|35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?$"
    r"|62\d{14}(?:\d{3})?$|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}$|220[0-4]\d{12}$|9792\d{12}$|50[69]\d{13}(?:\d{3})?$"
)
"""How numbers of the card schemes begin, and how long they are."""


def of(texts: Sequence[str]) -> Iterator[str]:
    """Classes that stand in texts, each as often as it does; what a pattern cannot be in, it does not search."""
    for text in [text for text in texts if "@" in text]:
        for one in _EMAIL.finditer(text):
            if not _USER.search(text, max(0, one.start() - 80), one.start()):
                yield "email"
    for text in [text for text in texts if "-----BEGIN" in text or "PuTTY" in text]:
        yield from ["private_key"] * len(_KEY.whole(text))
    long = [text for text in texts if len(text) >= _TOKENS_FROM]
    whole = _BETWEEN.join(long)
    hints = [hint for hint in _HINTS if hint in whole]
    for text in long if hints else ():
        if any(map(text.__contains__, hints)):
            yield from ["token"] * len(_TOKEN.whole(text))
    numbers = list(filter(_LONG.get().search, texts))
    if numbers:
        yield from _numbers(_BETWEEN.join(numbers))
    yield from ["ip_address"] * _addresses(texts)


def _numbers(text: str) -> Iterator[str]:
    """What is known by its digits; one number is one thing: an account's may hold what looks like a card's."""
    for name, pattern, holds in (("iban", _IBAN, is_iban), ("card", _CARD, is_card)):
        for found in pattern.whole(text):
            if holds(found):
                yield name
                text = text.replace(found, "")
    yield from ["phone"] * _phones(text)
    yield from ["us_ssn"] * len(_SSN.whole(text))


def of_version(name: str) -> bool:
    """Whether a field holds the number of a version by its name, which may look like an address."""
    found = _versions.get(name)
    if found is None:
        if len(_versions) >= _MOST_KEPT:
            _versions.clear()
        found = _versions[name] = _OF_VERSION.search(name) is not None
    return found


_versions: dict[str, bool] = {}


def _phones(text: str) -> int:
    number = 0
    for found in _PHONE.finditer(text):
        digits = len(_NO_DIGIT.sub("", found.group()))
        number += (9 if found.group()[0] == "0" else 7) <= digits <= 15  # a date has eight
    return number


def is_card(text: str) -> bool:
    """Whether the digits are those of a card scheme, with the check digit right."""
    digits = _NO_DIGIT.sub("", text)
    if not _ISSUERS.match(digits) or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """Whether a word begins with an IBAN of its country's length, with the check digits right."""
    bare = text.replace(" ", "").replace("-", "")
    place = _IBAN_LENGTHS.find(bare[:2] + ":")
    length = int(_IBAN_LENGTHS[place + 3 : place + 5]) if place >= 0 else 0
    if not length or len(bare) < length:
        return False
    bare = bare[:length]
    return int("".join(str(int(one, 36)) for one in bare[4:] + bare[:4])) % 97 == 1


def _addresses(texts: Sequence[str]) -> int:
    """How many addresses stand in texts, and not as the number of a version."""
    number = 0
    for text in texts:
        if "." in text and _DOTTED.search(text):
            for found in _V4.finditer(text):
                number += not _VERSION.search(text[max(0, found.start() - 24) : found.start()])
        if ":" in text and _COLONS.search(text):
            number += sum(_is_v6(found.group()) for found in _V6.finditer(text))
    return number


def holds_ip(text: str) -> bool:
    """Whether an address stands in a text."""
    return _addresses((text,)) > 0


def is_ip(text: str) -> bool:
    """Whether the whole text is an address."""
    return _V4.fullmatch(text) is not None or (":" in text and _is_v6(text))


def _is_v6(text: str) -> bool:
    from socket import AF_INET6, inet_pton

    if text.count(":") < 2 or text.strip(":") == "":
        return False
    try:
        inet_pton(AF_INET6, text)
    except (OSError, ValueError):
        return False
    return len(text) > 4  # `a::b` may be anything
