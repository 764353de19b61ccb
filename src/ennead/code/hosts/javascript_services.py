"""More of JavaScript's clients of services with their host built in, beside those in `fixed`."""

from __future__ import annotations

from ennead.code.hosts.fixed import JAVASCRIPT, Fixed

SERVICES: dict[str, Fixed] = {
    **JAVASCRIPT,
    "algoliasearch.algoliasearch": Fixed("*.algolia.net"),
    "algoliasearch/lite": Fixed("*.algolia.net"),
    "algoliasearch/lite.liteClient": Fixed("*.algolia.net"),
    "firebase-admin/app.initializeApp": Fixed("*.googleapis.com"),
    "slack-node().api": Fixed("slack.com"),
    "stripe.Stripe": Fixed("api.stripe.com", ("host",)),
    "twilio.Twilio": Fixed("api.twilio.com"),
}
"""By what is called, as `signature.signature` writes it."""
