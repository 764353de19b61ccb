"""Other names of what Python's libraries give out, and further services whose host is built into their client."""

from __future__ import annotations

from ennead.code.hosts.fixed import Fixed

_BASE = ("base_url",)

SERVICES: dict[str, Fixed] = {
    **dict.fromkeys(
        (
            "openai.chat.completions.create",
            "openai.chat.completions.parse",
            "openai.completions.create",
            "openai.embeddings.create",
            "openai.images.generate",
            "openai.moderations.create",
            "openai.responses.create",
            "openai.audio.transcriptions.create",
            "openai.audio.speech.create",
            "openai.ChatCompletion.acreate",
            "openai.Image.create",
            "openai.Moderation.create",
            "openai.Audio.transcribe",
        ),
        Fixed("api.openai.com"),
    ),
    "openai.AsyncAzureOpenAI": Fixed("", ("azure_endpoint", *_BASE)),
    "langchain_openai.AzureChatOpenAI": Fixed("", ("azure_endpoint", *_BASE)),
    "groq.AsyncGroq": Fixed("api.groq.com", _BASE),
    "mistralai.client.MistralClient": Fixed("api.mistral.ai", ("endpoint",)),
    "cohere.AsyncClient": Fixed("api.cohere.com", _BASE),
    "replicate.run": Fixed("api.replicate.com"),
    "tavily.TavilyClient": Fixed("api.tavily.com", ("api_base_url",)),
    "twilio.http.http_client.TwilioHttpClient": Fixed("api.twilio.com"),
    "slack_bolt.async_app.AsyncApp": Fixed("slack.com"),
    "resend.Emails.send": Fixed("api.resend.com"),
    "mailjet_rest.Client": Fixed("api.mailjet.com"),
    "sib_api_v3_sdk.ApiClient": Fixed("api.brevo.com"),
    "pusher.Pusher": Fixed("api-*.pusher.com", ("host",)),
    "pyrebase.initialize_app": Fixed("*.googleapis.com"),
    "google.cloud.firestore.Client": Fixed("firestore.googleapis.com"),
    "google.cloud.pubsub_v1.PublisherClient": Fixed("pubsub.googleapis.com"),
    "ldclient.set_config": Fixed("app.launchdarkly.com"),
    "okta.client.Client": Fixed("*.okta.com"),
    "zenpy.Zenpy": Fixed("*.zendesk.com"),
    "pagerduty.EventsApiV2Client": Fixed("events.pagerduty.com"),
    "pdpyras.EventsAPISession": Fixed("events.pagerduty.com"),
    "pdpyras.APISession": Fixed("api.pagerduty.com"),
    "trello.TrelloClient": Fixed("api.trello.com"),
    "asana.ApiClient": Fixed("app.asana.com"),
    "spotipy.Spotify": Fixed("api.spotify.com"),
    "msal.ConfidentialClientApplication": Fixed("login.microsoftonline.com", ("authority",)),
}
"""By what is called."""

_SAME = {
    "openai.Client": "openai.OpenAI",
    "openai.AsyncClient": "openai.AsyncOpenAI",
    "anthropic.Client": "anthropic.Anthropic",
    "anthropic.AsyncClient": "anthropic.AsyncAnthropic",
    "slack_sdk.web.client.WebClient": "slack_sdk.WebClient",
    "slack.web.client.WebClient": "slack.WebClient",
    "slack_sdk.webhook.client.WebhookClient": "slack_sdk.WebhookClient",
    "slack_sdk.webhook.async_client.AsyncWebhookClient": "slack_sdk.WebhookClient",
    "slack_bolt.app.App": "slack_bolt.App",
    "sendgrid.sendgrid.SendGridAPIClient": "sendgrid.SendGridAPIClient",
    "stripe.http_client.StripeClient": "stripe.StripeClient",
    "google.cloud.storage.client.Client": "google.cloud.storage.Client",
    "gspread.service_account": "gspread.authorize",
    "gspread.service_account_from_dict": "gspread.authorize",
    "googleapiclient.discovery.build_from_document": "googleapiclient.discovery.build",
    "pymysql.Connect": "pymysql.connect",
    "MySQLdb.Connection": "MySQLdb.connect",
    "asyncpg.connection.connect": "asyncpg.connect",
    "redis.asyncio.cluster.RedisCluster": "redis.cluster.RedisCluster",
    "kafka.admin.KafkaAdminClient": "kafka.KafkaAdminClient",
    "kafka.admin.client.KafkaAdminClient": "kafka.KafkaAdminClient",
    "kafka.producer.KafkaProducer": "kafka.KafkaProducer",
    "kafka.consumer.KafkaConsumer": "kafka.KafkaConsumer",
    "confluent_kafka.SerializingProducer": "confluent_kafka.Producer",
    "confluent_kafka.DeserializingConsumer": "confluent_kafka.Consumer",
    "opensearchpy.client.OpenSearch": "opensearchpy.OpenSearch",
    "pika.connection.ConnectionParameters": "pika.ConnectionParameters",
    "websockets.asyncio.client.connect": "websockets.connect",
    "websockets.legacy.client.connect": "websockets.connect",
    "jwt.jwks_client.PyJWKClient": "jwt.PyJWKClient",
    "qdrant_client.AsyncQdrantClient": "qdrant_client.QdrantClient",
}
_MODULES = {
    "botocore.vendored.requests": "requests",
    "pip._vendor.requests": "requests",
    "pip._vendor.urllib3": "urllib3",
    "requests.api": "requests",
    "requests.packages.urllib3": "urllib3",
    "httpx._client": "httpx",
    "httpx._api": "httpx",
    "aiohttp.client": "aiohttp",
    "six.moves.urllib": "urllib",
    "six.moves.http_client": "http.client",
}
"""Modules that hold another one's names."""


def named(name: str) -> str:
    """The name that the tables know something by."""
    for module, same in _MODULES.items():
        if name.startswith(f"{module}."):
            name = same + name.removeprefix(module)
    return _SAME.get(name, name)
