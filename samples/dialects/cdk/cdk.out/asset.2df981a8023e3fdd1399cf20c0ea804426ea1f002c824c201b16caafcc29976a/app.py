"""Changes of orders, and what was shipped: kept in the log."""


def handler(event, context):
    for record in event["Records"]:
        print(record.get("eventName") or record["Sns"]["MessageId"])
