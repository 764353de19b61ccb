"""Classes of data: by a field's name where its value can be that, by a value's shape and checksum; never a value."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import classes, edges
from ennead_agent.classes import names, words
from ennead_agent.edges import names as spellings

CARD = "4111 1111 1111 1111"
IBAN = "DE89 3704 0044 0532 0130 00"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"


def found(value: Any, most: int = 1 << 20) -> set[str]:
    return set(classes.of(value, most))


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("customerEmail", "ann@example.com", "email"),
        ("E-Mail-Adresse", "ann@example.com", "email"),
        ("correo_electronico", "ann@example.com", "email"),
        ("メールアドレス", "ann@example.com", "email"),
        ("HOME_PHONE_1", "555 0100", "phone"),
        ("Telefonnummer", "030 5550100", "phone"),
        ("numéroDeTéléphone", "0555010020", "phone"),
        ("cc_number", "1234567812345678", "card"),
        ("IBAN", "XX00 1234 5678 9012", "iban"),
        ("socialSecurityNumber", "078051120", "us_ssn"),
        ("lastName", "Ng", "name"),
        ("Geburtsname", "Müller", "name"),
        ("prénom", "Zoé", "name"),
        ("FIRST-NAME", "Ann", "name"),
        ("shippingAddress", "5 River Street", "address"),
        ("Straße", "Seeweg 5", "address"),
        ("zip", "12345", "address"),
        ("DOB", "1990-02-03", "birth_date"),
        ("date_of_birth", "3 February 1990", "birth_date"),
        ("fechaNacimiento", "03/02/1990", "birth_date"),
        ("birthDate", 631152000000, "birth_date"),
        ("passportNo", "C01X00T47", "passport"),
        ("sourceIp", "203.0.113.9", "ip_address"),
        ("latitude", 52.52, "location"),
        ("lastKnownLocation", "52.52, 13.40", "location"),
        ("diagnosis", "asthma", "health"),
        ("patient_notes", "asthma", "health"),
        ("newPassword", "hunter22", "password"),
        ("Mot de passe", "hunter22", "password"),
        ("apiKey", "0123456789abcdef", "token"),
        ("Authorization", "Basic dXNlcjpwYXNz", "token"),
        ("private_key", "QUJD" * 20, "private_key"),
    ],
)
def test_field_is_known_by_its_name(name: str, value: Any, wanted: str) -> None:
    """Names are known in several habits of writing and languages, if the value can be what they say."""
    assert found({name: value}) == {wanted}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cardBrand", "visa"),
        ("card", "gold"),
        ("emailTemplate", "welcome"),
        ("emailVerified", "true"),
        ("email", "none"),
        ("passwordResetRequired", "false"),
        ("passwordPolicy", "strong"),
        ("nextToken", "QUJDREVGR0hJSktMTU5PUFFS"),
        ("maxTokens", 4096),
        ("tokenCount", "1122"),
        ("hostName", "db.internal.example.com"),
        ("fileName", "report.pdf"),
        ("productName", "Blue shoe"),
        ("name", "a-bucket"),
        ("macAddress", "00:1b:44:11:3a:b7"),
        ("addressId", "b901c79f-8770-4a41-a8ed-2bc91a25c669"),
        ("birthdayCampaign", "spring"),
        ("hasPassport", "yes"),
        ("version", "4.7.7.8"),
        ("engineVersion", "11.4.4.3"),
        ("location", "https://example.com/next"),
        ("orderId", "a648a7dd-8a9a-4025-af06-6196e1988ad9"),
        ("createdAt", "2026-11-24T10:00:00Z"),
        ("epoch", "1706335810453"),
    ],
)
def test_field_that_nearly_says_it_is_nothing(name: str, value: Any) -> None:
    """A name that only begins like one, a flag, a version or an id is no personal data."""
    assert found({name: value}) == set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("write to ann.o'neil+shop@mail.example.org, please", "email"),
        ("ring +49 30 5550100 today", "phone"),
        ("(808) 555-0148", "phone"),
        ("808.555.0148", "phone"),
        ("0171 5550100", "phone"),
        ("paid with " + CARD, "card"),
        ("378282246310005", "card"),
        ("to " + IBAN + ", thanks", "iban"),
        ("NL91ABNA0417164300", "iban"),
        ("078-05-1120", "us_ssn"),
        ("from 203.0.113.9 again", "ip_address"),
        ("[2001:db8::8a2e:370:7334]", "ip_address"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlcw", "token"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "token"),
        ("ghp_" + "a1B2" * 9, "token"),
        (PEM, "private_key"),
    ],
)
def test_value_gives_itself_away(text: str, wanted: str) -> None:
    """Under a neutral name or in a sentence, a value is known by its shape and its check digits."""
    assert found({"value": text}) == {wanted}
    assert found({"note": "first: " + text}) == {wanted}


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # the check digit is wrong
        "1234567812345670",  # it is right, and no scheme begins so
        "DE88 3704 0044 0532 0130 00",
        "DE89LOT73079662",
        "000-12-3456",
        "666-12-3456",
        "git@code.example.com:team/app.git",
        "https://user:pass@host.example.com/x",
        "@team/app@4.2.0",
        "arn:aws:sqs:us-east-1:123456789012:orders",
        "version 1.2.3.4",
        "build: 10.2.8.8",
        "2026-11-24 10:00:00",
        "05/11/2026",
        "49590338271490256608559692538361571095921575989136588898",
        "e1e48557ea190b2a58068a9d8c31406deea3d685611575c2d67393d618ae013e",
    ],
)
def test_look_alike_is_nothing(text: str) -> None:
    """What has the shape and not the check digits, remotes, versions, dates, ARNs and hashes are no data of a class."""
    assert found({"value": text}) == set()


DOCUMENT = {"n": 1, "customer": {"email": "ann@example.com", "said": "card " + CARD}}
TEXT = json.dumps(DOCUMENT)


@pytest.mark.parametrize(
    "event",
    [
        DOCUMENT,
        {"body": TEXT},
        {"body": base64.b64encode(TEXT.encode()).decode(), "isBase64Encoded": True},
        {"Records": [{"body": json.dumps({"Message": TEXT})}]},
        {"awslogs": {"data": base64.b64encode(gzip.compress(TEXT.encode())).decode()}},
        {"NewImage": {"customer": {"M": {"email": {"S": "ann@example.com"}, "said": {"S": "card " + CARD}}}}},
        {"UserAttributes": [{"Name": "email", "Value": "ann@example.com"}, {"Name": "x", "Value": CARD}]},
        {"body": "email=ann%40example.com&x=4111+1111+1111+1111"},
        {"messageAttributes": {"email": {"stringValue": "ann@example.com"}, "x": {"stringValue": CARD}}},
        [TEXT.encode()],
    ],
    ids=["plain", "string", "base64", "envelope", "gzip", "typed", "pairs", "form", "attributes", "bytes"],
)
def test_all_carriers_are_read(event: Any) -> None:
    """A class is found however it travels: JSON in strings, base64, gzip, typed values, pairs, forms."""
    assert found(event) == {"email", "card"}


def test_key_of_an_object_is_read() -> None:
    """The key of an object travels percent-coded, and may hold an address."""
    assert found({"s3": {"object": {"key": "in/ann%40example.com/scan.pdf"}}}) == {"email"}


def test_name_below_a_person() -> None:
    """A bare `name` is a person's where what holds it is a person."""
    assert found({"customer": {"name": "Ann"}, "bucket": {"name": "uploads"}}) == {"name"}
    assert found({"bucket": {"name": "uploads"}}) == set()


def test_sample_is_bounded() -> None:
    """Beyond 2 KB of values nothing is searched by pattern, names are still looked at; deep and large values end."""
    assert found([{"a": "x" * 2100}, CARD][::-1], classes.SAMPLE) == set()
    assert found([{"email": "ann@example.com"}, {"a": "x" * 2100}], classes.SAMPLE) == {"email"}
    assert found([{"a": CARD}], 0) == set()
    deep: Any = CARD
    for _ in range(5000):
        deep = [deep]
    assert found(deep, classes.SAMPLE) == set()
    assert found({"a": ["b"] * 100_000}, classes.SAMPLE) == set()


def test_counts_are_told() -> None:
    """Each class is told with how often it stands there."""
    assert classes.of({"a": {"email": "ann@example.com"}, "b": "bob@example.com"}) == {"email": 2}


@pytest.mark.parametrize("value", [None, 1, True, b"\xff\xfe", "\ud800@\udfff", {1: {2: 3}}, object(), "", {"": ""}])
def test_odd_values_do_no_harm(value: Any) -> None:
    """Whatever is given, there is an answer."""
    assert isinstance(classes.of(value), dict)


def test_words_are_of_one_class_each() -> None:
    """All words lead to a class that there is, and groups of the map hold only such."""
    assert set(words.WORDS) == set(classes.ALL)
    assert {one for group in spellings.GROUPS.values() for one in group} == set(classes.ALL)
    assert not edges.concerned({})
    for word in ("e_mail", "E-MAIL", "eMail", "Email2", "emails"):
        assert names.of(word) == "email"


def test_classes_are_told_with_edges(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """The classes that events bring are told with the trigger, as names alone."""
    task = function("def handler(event, context): return 1")
    event = {"rawPath": "/", "body": json.dumps({"email": "ann@example.com", "note": "x"})}
    ran = agent_lab.run(client, task, [event, {}, {}], layer=layer)
    (edge,) = ran.edges
    assert edge == {"sensor": "event", "target": "trigger/api", "count": 1, "classes_in": ["email"]}
    assert b"ann@" not in b"".join(ran.lines)
