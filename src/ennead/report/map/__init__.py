"""The map as one HTML page, and the picture it shares with the other drawings."""
