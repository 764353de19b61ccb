"""Whether a name and its literal value are a secret, told by the value's format or by the name.

Formats are those the issuers publish; a value that is a reference, an address or a name of something is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ennead.decoys import is_decoy


@dataclass(frozen=True, slots=True)
class Secret:
    """What it is (`an AWS access key id`) and whether its format says so, not only its name."""

    what: str
    by_format: bool


_FORMATS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern))
    for what, pattern in (
        ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
        ("an AWS access key id", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
        ("a GitHub token", r"\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})"),
        ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
        ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
        ("a Slack webhook", r"https://hooks\.slack\.com/(?:services|workflows)/T[A-Za-z0-9]+/[A-Za-z0-9/]{12,}"),
        ("a Stripe key", r"\b(?:[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})"),
        ("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}"),
        ("a signed token (JWT)", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
        ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
        ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
        ("a PyPI token", r"\bpypi-AgEI[A-Za-z0-9_-]{40,}"),
        ("an OpenAI key", r"\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{16,}T3BlbkFJ[A-Za-z0-9_-]{16,}"),
        ("an Anthropic key", r"\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{40,}"),
        ("a Hugging Face token", r"\bhf_[A-Za-z]{34,}\b"),
        ("a Databricks token", r"\bdapi[0-9a-f]{32}\b"),
        ("a Shopify token", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b"),
        ("a Telegram bot token", r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b"),
        ("a Mailgun key", r"\bkey-[0-9a-f]{32}\b"),
        ("an Azure storage key", r"AccountKey=[A-Za-z0-9+/]{60,}={0,2}"),
        ("an address with its password", r"^[a-z][a-z0-9+.-]*://[^/\s:@]*:(?P<password>[^/\s@]+)@[^\s@]+$"),
    )
)

_PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase", "passcode", "pw"})
_SECRETS = frozenset({"secret", "token", "apikey", "credential", "credentials", "bearer"})
_KEYS = frozenset(
    "access api application app auth client consumer encryption hmac jwt license licence master private secret service"
    " session shared signing subscription webhook".split()
)
"""Words before `key` that make it a secret; a partition key or a public key is none."""

_ABOUT = frozenset(
    "algorithm alg arn attempts attribute audience bucket count class column cookie days disabled duration enabled"
    " endpoint env environment expiration expire expires expiry field file filename folder format function group"
    " hash hashed header hours host id ids identifier index issuer iteration iterations length lifetime limit location"
    " manager max min"
    " minutes mode name names namespace param parameter parameters path pattern policy pool prefix provider public"
    " publishable queue ref region required reset retries rotation round rounds scope scopes seconds size ssm"
    " stage store suffix table"
    " template tokens topic ttl type uri url use user username validity version vault encrypted cipher salt".split()
)
"""Words that make a variable speak about a secret: its name, its place, its length, its life."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLACEHOLDER = re.compile(
    r"example|placeholder|replace|redacted|dummy|your[-_ ]|[-_ ]here$|insert|to[-_ ]?be[-_ ]|^tbd$|^todo|fixme|^\W*$"
    r"|x{3,}|\*{3,}|\.{3}|^<.*>$|^\[.*\]$|^(?:none|null|nil|undefined|n/?a|true|false|yes|no|on|off|empty|unset|default)$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"^(?:arn:|[a-z][a-z0-9+.-]*://|ssm:|secretsmanager:|/|\./|~/|@|\$|AQICAH)|\$\{|\{\{|%\{|\.amazonaws\.com",
    re.IGNORECASE,
)
"""References, addresses, paths, and what KMS encrypted (its ciphertexts begin so in base64)."""


def secret_of(name: str, value: str, decoys: Callable[[], Iterable[Mapping[str, str]]] = tuple) -> Secret | None:
    """What secret a variable holds in plain text, if any.

    A decoy of ours is none; `decoys` gives their entries, and is asked where a value looks like a secret.
    """
    text = value.strip()
    found = _looks_like(name, text)
    return None if found is None or is_decoy(text, decoys()) else found


def _looks_like(name: str, text: str) -> Secret | None:
    found = _by_format(text)
    if found:
        return Secret(found, by_format=True)
    if not text or _ELSEWHERE.search(text) or _PLACEHOLDER.search(text):
        return None
    words = [word.lower() for word in _WORD.findall(name)]
    if any(word in _ABOUT for word in words):
        return None
    if any(word in _PASSWORDS for word in words):
        return Secret("a password", by_format=False) if _as_password(text) else None
    if _names_secret(words) and _random(text):
        return Secret("a secret", by_format=False)
    return None


def _by_format(text: str) -> str | None:
    for what, pattern in _FORMATS:
        match = pattern.search(text)
        if match is None:
            continue
        part = match.groupdict().get("password") or match.group()
        if "${" not in part and "{{" not in part and not _PLACEHOLDER.search(part):
            return what
    return None


def _names_secret(words: list[str]) -> bool:
    if any(word in _SECRETS for word in words):
        return True
    return any(key in {"key", "keys"} and before in _KEYS for before, key in pairwise(words))


def _as_password(text: str) -> bool:
    """A literal that would be taken for the password itself; a sentence or a name in slashes would not."""
    return 4 <= len(text) <= 200 and not re.search(r"\s", text) and not re.fullmatch(r"[\w-]+(?:/[\w-]+)+", text)


def _random(text: str) -> bool:
    """Letters and digits mixed as nobody names a thing: not words, numbers and versions joined by marks."""
    if not 12 <= len(text) <= 4096 or re.search(r"\s", text):
        return False
    if not (re.search(r"[A-Za-z]", text) and re.search(r"[0-9]", text)):
        return False
    return not all(_plain(part) for part in re.split(r"[-_./:@]", text))


def _plain(part: str) -> bool:
    return re.fullmatch(r"[A-Za-z]*[0-9]{0,4}|[0-9]{1,8}|[0-9]{1,3}[a-z]{1,3}", part) is not None
