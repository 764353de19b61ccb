"""Words that tell what data a thing holds, and how names are taken apart into them.

The table is our own; `docs/data-classes.md` shows it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ennead.model.data import DataClass

WORDS: dict[DataClass, str] = {
    DataClass.PERSONAL: """
        user, username, customer, profile, member, person, people, employee, staff, contact, mail, email, mailbox,
        inbox, address, phone, telephone, subscriber, attendee, passenger, guest, student, pupil, applicant,
        candidate, account, registration, registrant, signup, newsletter, nickname, birthdate, birthday, gender,
        passport, ssn, surname, firstname, lastname, fullname, household, resident, citizen, voter, traveller,
        traveler, visitor, player, recipient, pii, kyc, resume, crm, beneficiary, policyholder,
        booking, reservation, appointment, shipment, order, receipt, invoice, checkout, payroll, salary, loan, mortgage,
        patient, prescription, date of birth, first name, last name, full name, given name, family name,
        social security
    """,
    DataClass.FINANCIAL: """
        payment, payer, payee, paid, payout, card, billing, bill, invoice, receipt, refund, charge, chargeback,
        order, checkout, purchase, transaction, bank, banking, iban, wallet, balance, ledger, payroll, salary,
        credit, debit, loan, mortgage, tax, stripe, paypal, donation, fund, expense, revenue, accounting,
        settlement, finance, financial, money, atm, deposit, withdrawal, fraud, trading, pci
    """,
    DataClass.CREDENTIALS: """
        password, passwd, pwd, passphrase, secret, credential, token, jwt, session, cookie, otp, totp, mfa, login,
        signin, apikey, keypair, keystore, oauth, o auth, log in, sign in, api key, private key, signing key,
        access key, secret key, ssh key, service account, master user
    """,
    DataClass.HEALTH: """
        patient, diagnosis, diagnoses, medical, medication, medicine, prescription, clinical, clinic, hospital,
        healthcare, ehr, emr, fhir, dicom, hipaa, phi, symptom, vaccine, vaccination, allergy, therapy, genome,
        genomic, dna, disease, insulin, glucose, dental, pharmacy, pregnancy, health record, health data,
        health profile, lab result, heart rate, blood pressure
    """,
    DataClass.LOCATION: """
        gps, geo, geolocation, geohash, latitude, longitude, coordinate, waypoint, whereabouts, location, track,
        tracker, vehicle position, geo fence
    """,
    DataClass.AUTHORIZATION: """
        admin, administrator, permission, role, acl, entitlement, privilege, auth, authorization, authz, rbac,
        allowlist, denylist, allow list, deny list, access control, access policy
    """,
    DataClass.USER_CONTENT: """
        upload, uploaded, image, photo, picture, video, audio, voice, recording, avatar, attachment, feedback,
        comment, reviews, posts, note, todo, document, media, gallery, chat, conversation, transcript,
        transcription, survey, vote, story, reply, forum, selfie, speech, chat session, product review,
        customer review, review id, shared file
    """,
    DataClass.BUSINESS: """
        catalogue, catalog, product, inventory, stock, price, pricing, offer, promotion, campaign, coupon,
        discount, voucher, sale, contract, supplier, vendor, warehouse, merchant, menu, restaurant, recipe, flight,
        hotel, listing, opportunity, forecast, report, analytics, kpi, project, ticket, cart, basket, wishlist, sku,
        tenant, company, partner, licence, license, sensor, telemetry, measurement, edi
    """,
    DataClass.INTERNAL: """
        audit, metric, config, configuration, setting, lock, mutex, lease, idempotency, idempotent, checkpoint,
        connection, alarm, alert, log, logging, artifact, artefact, deployment, counter, trace, monitoring, monitor,
        heartbeat, incident, migration, cloudtrail, trail, visitor count, visitor counter, rate limit, feature flag,
        task token, execution token, callback token, idempotency token, token usage, token count, health check
    """,
}
"""The words of each class, in the singular (plurals are found too).  No name makes anything public: what stands in
a name is a wish, and a bucket called public that is none would count as low."""

NEUTRAL = """
    user pool, user agent, user interface, account id, cross account, aws account, storage account,
    load balance, receipt handle, receipt rule, sort order, cpu credit, next token, client token, session manager,
    secrets manager, secret manager, document db, document database, backup vault, session id, dead letter, media type,
    container image, docker image, base image, documentdb, account level, business card, instance profile
"""
"""Words that together mean something else than apart, and tell nothing."""

_SUFFIXES = ("tables", "table", "bucket", "queue", "topic", "stream", "store", "database", "pool", "data", "list",
             "info", "name", "arn", "url", "id", "db")  # fmt: skip
"""What names written in one go end with (`usertable`)."""

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TOKEN = re.compile(r"\$\{[^{}]*\}|AWS::[A-Za-z]+")


def _listed(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split(",")]


def _lookup() -> dict[str, tuple[DataClass, ...]]:
    found: dict[str, tuple[DataClass, ...]] = dict.fromkeys(_listed(NEUTRAL), ())
    for data_class, text in WORDS.items():
        for word in _listed(text):
            found[word] = (*found.get(word, ()), data_class)
    return found


_CLASSES = _lookup()
_LONGEST = max(phrase.count(" ") + 1 for phrase in _CLASSES)


@lru_cache(maxsize=65536)
def told_by(name: str) -> tuple[tuple[DataClass, str], ...]:
    """The classes a name speaks of, each with the word that says so: `OrdersTable` -> financial and personal, `order`.

    Template tokens (`${...}`) are left out; the longest words that belong together are taken first.
    """
    words = words_of(name)
    found: dict[DataClass, str] = {}
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            classes, word = _known(words[place : place + length])
            if classes is not None:
                for data_class in classes:
                    found.setdefault(data_class, word)
                place += length
                break
        else:
            place += 1
    return tuple(sorted(found.items(), key=lambda pair: pair[0].place))


def words_of(name: str) -> tuple[str, ...]:
    """A name's words in lower case, split at capitals, digits and signs."""
    return tuple(part.lower() for part in _PARTS.findall(_TOKEN.sub(" ", name)))


def _known(words: tuple[str, ...]) -> tuple[tuple[DataClass, ...] | None, str]:
    """The classes of a phrase, or None where the table does not have it; and the phrase as the table has it."""
    head = " ".join(words[:-1])
    for last in _forms(words[-1]):
        phrase = f"{head} {last}" if head else last
        if phrase in _CLASSES:
            return _CLASSES[phrase], phrase
    return None, ""


def _forms(word: str) -> list[str]:
    """The word, its singulars, and the same without what names end with."""
    forms = [word, *_singulars(word)]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            rest = word[: -len(suffix)]
            forms += [rest, *_singulars(rest)]
            break
    return forms


def _singulars(word: str) -> list[str]:
    if word.endswith("ies"):
        return [f"{word[:-3]}y"]
    if word.endswith("es"):
        return [word[:-1], word[:-2]]
    return [word[:-1]] if word.endswith("s") and not word.endswith("ss") else []
