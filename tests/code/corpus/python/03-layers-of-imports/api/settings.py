"""Names of things."""

USERS = "users-v2"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:renamed"
