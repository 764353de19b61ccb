"""Reports the end of a step."""

import json
import os


def report(client, result):
    client.send_message(QueueUrl=os.environ["DONE_QUEUE"], MessageBody=json.dumps(result))
