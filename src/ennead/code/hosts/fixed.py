"""Services whose client libraries have their host built in: package, host, and what may name another one.

A host of "" stands for a library that always takes it as an argument.
"""

from __future__ import annotations

from typing import NamedTuple


class Fixed(NamedTuple):
    """The host of a client, and the options (or keyword arguments) that replace it."""

    host: str
    options: tuple[str, ...] = ()


_BASE = ("baseURL", "baseUrl", "base_url")

JAVASCRIPT: dict[str, Fixed] = {
    "stripe": Fixed("api.stripe.com", ("host",)),
    "twilio": Fixed("api.twilio.com"),
    "@sendgrid/mail.send": Fixed("api.sendgrid.com"),
    "@sendgrid/mail.sendMultiple": Fixed("api.sendgrid.com"),
    "@sendgrid/client.request": Fixed("api.sendgrid.com"),
    "@sendgrid/mail.MailService": Fixed("api.sendgrid.com"),
    "@slack/web-api.WebClient": Fixed("slack.com", ("slackApiUrl",)),
    "@slack/bolt.App": Fixed("slack.com"),
    "@slack/rtm-api.RTMClient": Fixed("slack.com"),
    "openai": Fixed("api.openai.com", _BASE),
    "openai.OpenAI": Fixed("api.openai.com", _BASE),
    "openai.OpenAIApi": Fixed("api.openai.com"),
    "openai.AzureOpenAI": Fixed("", ("endpoint", *_BASE)),
    "@anthropic-ai/sdk": Fixed("api.anthropic.com", _BASE),
    "@anthropic-ai/sdk.Anthropic": Fixed("api.anthropic.com", _BASE),
    "@google/generative-ai.GoogleGenerativeAI": Fixed("generativelanguage.googleapis.com"),
    "@google/genai.GoogleGenAI": Fixed("generativelanguage.googleapis.com"),
    "@mistralai/mistralai.Mistral": Fixed("api.mistral.ai", ("serverURL",)),
    "cohere-ai.CohereClient": Fixed("api.cohere.com"),
    "groq-sdk": Fixed("api.groq.com", _BASE),
    "@octokit/rest.Octokit": Fixed("api.github.com", _BASE),
    "octokit.Octokit": Fixed("api.github.com", _BASE),
    "@octokit/core.Octokit": Fixed("api.github.com", _BASE),
    "@octokit/graphql.graphql": Fixed("api.github.com"),
    "mailgun.js": Fixed("api.mailgun.net"),
    "@mailchimp/mailchimp_transactional": Fixed("mandrillapp.com"),
    "postmark.ServerClient": Fixed("api.postmarkapp.com"),
    "resend.Resend": Fixed("api.resend.com"),
    "algoliasearch": Fixed("*.algolia.net"),
    "contentful.createClient": Fixed("cdn.contentful.com", ("host",)),
    "telegraf.Telegraf": Fixed("api.telegram.org"),
    "node-telegram-bot-api": Fixed("api.telegram.org"),
    "twitter": Fixed("api.twitter.com", ("rest_base",)),
    "twit": Fixed("api.twitter.com"),
    "twitter-lite": Fixed("api.twitter.com"),
    "twitter-api-v2.TwitterApi": Fixed("api.twitter.com"),
    "discord.js.Client": Fixed("discord.com"),
    "firebase-admin.initializeApp": Fixed("*.googleapis.com"),
    "@sentry/node.init": Fixed("", ("dsn",)),
    "@sentry/serverless.AWSLambda.init": Fixed("", ("dsn",)),
    "@sentry/aws-serverless.init": Fixed("", ("dsn",)),
    "plaid.PlaidApi": Fixed("*.plaid.com"),
    "@paypal/checkout-server-sdk.core.LiveEnvironment": Fixed("api.paypal.com"),
    "braintree.BraintreeGateway": Fixed("api.braintreegateway.com"),
    "razorpay": Fixed("api.razorpay.com"),
    "@hubspot/api-client.Client": Fixed("api.hubapi.com", ("basePath",)),
    "@notionhq/client.Client": Fixed("api.notion.com", _BASE),
    "dropbox.Dropbox": Fixed("api.dropboxapi.com"),
    "@planetscale/database.connect": Fixed("", ("host", "url")),
    "@pinecone-database/pinecone.Pinecone": Fixed("api.pinecone.io"),
    "launchdarkly-node-server-sdk.init": Fixed("app.launchdarkly.com"),
    "@launchdarkly/node-server-sdk.init": Fixed("app.launchdarkly.com"),
    "mixpanel.init": Fixed("api.mixpanel.com", ("host",)),
    "analytics-node": Fixed("api.segment.io", ("host",)),
    "@segment/analytics-node.Analytics": Fixed("api.segment.io", ("host",)),
    "posthog-node.PostHog": Fixed("us.i.posthog.com", ("host",)),
    "pusher": Fixed("api-*.pusher.com", ("host",)),
    "ably.Rest": Fixed("rest.ably.io"),
    "shopify-api-node": Fixed("*.myshopify.com"),
    "jsforce.Connection": Fixed("login.salesforce.com", ("loginUrl", "instanceUrl")),
    "@azure/msal-node.ConfidentialClientApplication": Fixed("login.microsoftonline.com"),
    "@microsoft/microsoft-graph-client.Client.init": Fixed("graph.microsoft.com"),
}
"""By what is called, as `signature.signature` writes it."""

PYTHON: dict[str, Fixed] = {
    "stripe.StripeClient": Fixed("api.stripe.com"),
    "twilio.rest.Client": Fixed("api.twilio.com"),
    "sendgrid.SendGridAPIClient": Fixed("api.sendgrid.com", ("host",)),
    "slack_sdk.WebClient": Fixed("slack.com", ("base_url",)),
    "slack_sdk.web.WebClient": Fixed("slack.com", ("base_url",)),
    "slack_sdk.web.async_client.AsyncWebClient": Fixed("slack.com", ("base_url",)),
    "slack.WebClient": Fixed("slack.com", ("base_url",)),
    "slack_bolt.App": Fixed("slack.com"),
    "slackclient.SlackClient": Fixed("slack.com"),
    "openai.OpenAI": Fixed("api.openai.com", ("base_url",)),
    "openai.AsyncOpenAI": Fixed("api.openai.com", ("base_url",)),
    "openai.AzureOpenAI": Fixed("", ("azure_endpoint", "base_url")),
    "openai.ChatCompletion.create": Fixed("api.openai.com"),
    "openai.Completion.create": Fixed("api.openai.com"),
    "openai.Embedding.create": Fixed("api.openai.com"),
    "langchain_openai.ChatOpenAI": Fixed("api.openai.com", ("base_url", "openai_api_base")),
    "langchain_openai.OpenAIEmbeddings": Fixed("api.openai.com", ("base_url", "openai_api_base")),
    "anthropic.Anthropic": Fixed("api.anthropic.com", ("base_url",)),
    "anthropic.AsyncAnthropic": Fixed("api.anthropic.com", ("base_url",)),
    "langchain_anthropic.ChatAnthropic": Fixed("api.anthropic.com", ("base_url",)),
    "google.generativeai.GenerativeModel": Fixed("generativelanguage.googleapis.com"),
    "google.genai.Client": Fixed("generativelanguage.googleapis.com"),
    "mistralai.Mistral": Fixed("api.mistral.ai", ("server_url",)),
    "cohere.Client": Fixed("api.cohere.com", ("base_url",)),
    "cohere.ClientV2": Fixed("api.cohere.com", ("base_url",)),
    "groq.Groq": Fixed("api.groq.com", ("base_url",)),
    "github.Github": Fixed("api.github.com", ("base_url",)),
    "gitlab.Gitlab": Fixed("gitlab.com", ("url",)),
    "jira.JIRA": Fixed("", ("server",)),
    "telegram.Bot": Fixed("api.telegram.org", ("base_url",)),
    "telebot.TeleBot": Fixed("api.telegram.org"),
    "tweepy.Client": Fixed("api.twitter.com"),
    "tweepy.API": Fixed("api.twitter.com"),
    "pinecone.Pinecone": Fixed("api.pinecone.io"),
    "sentry_sdk.init": Fixed("", ("dsn",)),
    "firebase_admin.initialize_app": Fixed("*.googleapis.com"),
    "googleapiclient.discovery.build": Fixed("*.googleapis.com"),
    "google.cloud.storage.Client": Fixed("storage.googleapis.com"),
    "google.cloud.bigquery.Client": Fixed("bigquery.googleapis.com"),
    "gspread.authorize": Fixed("sheets.googleapis.com"),
    "algoliasearch.search_client.SearchClient.create": Fixed("*.algolia.net"),
    "simple_salesforce.Salesforce": Fixed("login.salesforce.com", ("instance_url", "instance")),
    "hubspot.HubSpot": Fixed("api.hubapi.com"),
    "notion_client.Client": Fixed("api.notion.com"),
    "dropbox.Dropbox": Fixed("api.dropboxapi.com"),
    "huggingface_hub.InferenceClient": Fixed("huggingface.co", ("base_url",)),
    "datadog.initialize": Fixed("api.datadoghq.com", ("api_host",)),
    "newrelic_telemetry_sdk.MetricClient": Fixed("metric-api.newrelic.com", ("host",)),
    "mixpanel.Mixpanel": Fixed("api.mixpanel.com"),
    "posthog.Posthog": Fixed("us.i.posthog.com", ("host",)),
    "paypalrestsdk.configure": Fixed("api.paypal.com"),
    "plaid.ApiClient": Fixed("*.plaid.com"),
    "razorpay.Client": Fixed("api.razorpay.com", ("base_url",)),
    "square.client.Client": Fixed("connect.squareup.com"),
    "mailchimp_transactional.Client": Fixed("mandrillapp.com"),
    "postmarker.core.PostmarkClient": Fixed("api.postmarkapp.com"),
    "pyairtable.Api": Fixed("api.airtable.com", ("endpoint_url",)),
    "yfinance.Ticker": Fixed("query2.finance.yahoo.com"),
    "yfinance.download": Fixed("query2.finance.yahoo.com"),
}
"""By what is called.  `stripe.Charge.create` and its like are in `PYTHON_MODULES`."""

PYTHON_MODULES: dict[str, Fixed] = {"stripe": Fixed("api.stripe.com"), "resend": Fixed("api.resend.com")}
"""Packages whose every call of the form `package.Thing.verb(...)` is a request."""

STRIPE_VERBS = frozenset(
    """create retrieve list modify delete search update cancel confirm capture refund pay send close
    finalize_invoice upcoming void_invoice""".split()
)

MAIL_SERVICES = {
    "gmail": "smtp.gmail.com",
    "sendgrid": "smtp.sendgrid.net",
    "mailgun": "smtp.mailgun.org",
    "outlook365": "smtp.office365.com",
    "hotmail": "smtp-mail.outlook.com",
    "postmark": "smtp.postmarkapp.com",
    "zoho": "smtp.zoho.com",
    "yahoo": "smtp.mail.yahoo.com",
    "mailtrap": "smtp.mailtrap.io",
}
"""What nodemailer's `service` option stands for."""
