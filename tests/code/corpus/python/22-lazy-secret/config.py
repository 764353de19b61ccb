"""Settings."""

import os

SECRET = "partner/prices"
URL = "https://prices.partner.example"
TIMEOUT = int(os.getenv("TIMEOUT", "5"))
