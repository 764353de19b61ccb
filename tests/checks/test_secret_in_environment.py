"""What `secret-in-environment` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Finding, Outcome, Severity
from ennead.practices.p6_configuration.secret_in_environment import secret_in_environment
from ennead.practices.p6_configuration.secret_shapes import secret_of
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.14
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [secret_in_environment]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


RANDOM = "9fK2x7" + "Qw81LmZ0tRb4"

BENIGN = (
    ("TABLE_NAME", "orders-prod"),
    ("SECRET_NAME", "prod/db/password1"),
    ("SECRET_ID", "shop-db-2f8a91c0d7e3"),
    ("DB_SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1B2c3"),
    ("DB_PASSWORD", "{{resolve:secretsmanager:db:SecretString:password}}"),
    ("DB_PASSWORD", "${DbPassword}"),
    ("DB_PASSWORD", "arn:aws:ssm:eu-central-1:111122223333:parameter/db"),
    ("DB_PASSWORD", "/shop/prod/db-password"),
    ("DB_PASSWORD", "shop/prod/db-password"),
    ("DB_PASSWORD", "<your password>"),
    ("DB_PASSWORD", "REPLACE_ME"),
    ("DB_PASSWORD", "xxxxxxxx"),
    ("DB_PASSWORD", ""),
    ("DB_PASSWORD", "none"),
    ("USE_PASSWORD", "true-or-false1"),
    ("PASSWORD_MIN_LENGTH", "12"),
    ("PASSWORD_RESET_URL", "https://shop.example/reset?x=1a2b3c4d5e6f"),
    ("PASSWORD_HASH_ALGORITHM", "argon2id-v19-m65536"),
    ("TOKEN_EXPIRY", "3600"),
    ("TOKEN_TABLE", "tokens-1a2b3c4d5e6f7g8h"),
    ("MAX_TOKENS", "4096"),
    ("API_KEY", "true"),
    ("API_KEY", "YOUR_API_KEY_1234567890"),
    ("API_KEY", "my-service-api-key-v2"),
    ("API_KEY_HEADER", "x-api-key-2024-v1-abc123def"),
    ("API_KEY_PARAMETER", "shop1-key9-a8s7d6f5g4"),
    ("PARTITION_KEY", "a1b2c3d4e5f6g7h8i9"),
    ("SORT_KEY", "k0k1k2k3k4k5k6"),
    ("PUBLIC_KEY", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1a2b3c"),
    ("STRIPE_PUBLISHABLE_KEY", "pk_live_51H8a9b0c1d2e3f4g5"),
    ("KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("KMS_KEY", "1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("S3_KEY", "uploads/2024/01/ab12cd34ef56.zip"),
    ("AUTH_SECRET", "AQICAHhw3bqZr1x9k2m5n8p0q7r6s4t3u2v1w0x9"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("USER_POOL_ID", "eu-central-1_aB3dE5gH7"),
    ("CLIENT_ID", "7a8b9c0d1e2f3g4h5i6j7k8l9m"),
    ("JWT_SECRET", "shop-jwt-secret"),
    ("JWT_ISSUER", "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_aB3dE5gH7"),
    ("SESSION_TOKEN_TTL", "900"),
    ("SECRETS_EXTENSION_HTTP_PORT", "2773"),
    ("DATABASE_URL", "postgres://app@db.internal:5432/shop"),
    ("DATABASE_URL", "postgres://app:${Password}@db.internal:5432/shop"),
    ("COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8"),
    ("TOKEN_URL", "https://auth.shop.example/oauth2/token"),
    ("SECRET_QUESTION", "what is the name of your first pet 42"),
)

SECRETS = (
    ("KEY", "AKIA" + "Q4J7XKZ2M5WN6PRT"),
    ("X", "ghp_" + "a1B2" * 9),
    ("X", "xoxb-" + "123456789012-abcdefABCDEF"),
    ("X", "sk_live_" + "4eC39HqLyjWDarjt"),
    ("X", "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE"),
    ("X", "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTYifQ." + "c2lnbmF0dXJlc2lnbmF0dXJl"),
    ("HOOK", "https://hooks.slack.com/services/" + "T01AB2CD3/B01AB2CD3/abcdEFGH1234"),
    ("DATABASE_URL", "postgres://app:h8Gk29xP@db.internal:5432/shop"),
    ("DB_PASSWORD", "changeme"),
    ("dbPassword", "Summer2024!"),
    ("PAYMENT_API_KEY", RANDOM),
    ("clientSecret", RANDOM),
    ("GITHUB_TOKEN", RANDOM),
    ("ENCRYPTION_KEY", RANDOM + "=="),
)


@pytest.mark.parametrize(("name", "value"), BENIGN, ids=lambda text: text[:24])
def test_benign_pairs_are_no_secrets(name: str, value: str) -> None:
    """Names, references, addresses, placeholders and settings are left alone."""
    assert secret_of(name, value) is None


@pytest.mark.parametrize(("name", "value"), SECRETS, ids=lambda text: text[:8])
def test_secrets_are_found(name: str, value: str) -> None:
    """Known formats and literal values under telling names are secrets."""
    assert secret_of(name, value) is not None


def test_value_is_told_nowhere() -> None:
    """Nothing of a finding holds the secret, and its identity does not depend on it."""
    one = findings(fn("Fn", f"      Environment: {{Variables: {{API_KEY: {RANDOM}}}}}\n"))
    other = findings(fn("Fn", f"      Environment: {{Variables: {{API_KEY: {RANDOM}77}}}}\n"))
    assert RANDOM not in repr(one)
    assert [one[0].identity] == [other[0].identity]


def test_shared_variable_is_one_finding() -> None:
    """The same secret in the same variable of two functions is one finding that names both."""
    rest = f"      Environment: {{Variables: {{API_KEY: {RANDOM}}}}}\n"
    found = findings(fn("A", rest) + fn("B", rest))
    assert [(one.function, [each.function for each in one.related]) for one in found] == [(None, ["A", "B"])]
    assert found[0].severity is Severity.HIGH


def test_format_is_surer_than_name() -> None:
    """A known format gives high confidence, a name and a random value medium."""
    token = "ghp_" + "a1B2" * 9
    found = findings(fn("A", f"      Environment: {{Variables: {{X: {token}, API_KEY: {RANDOM}}}}}\n"))
    assert {one.confidence for one in found} == {Confidence.HIGH, Confidence.MEDIUM}


def test_long_values_are_read_quickly() -> None:
    """Hostile values of many words end at once: no pattern looks back."""
    assert secret_of("API_KEY", "a" * 4000 + "!1") is not None
    assert secret_of("DB_PASSWORD", "-" * 200_000) is None
