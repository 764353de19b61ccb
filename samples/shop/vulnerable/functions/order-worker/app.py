"""Start the fulfilment of each order in the queue, once."""

import json
import os

import boto3

machines = boto3.client("stepfunctions")


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            start(json.loads(record["body"]))
        except Exception as error:
            print(json.dumps({"level": "ERROR", "message": "order not started", "reason": str(error)}))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def start(order):
    try:
        machines.start_execution(
            stateMachineArn=os.environ["FULFILMENT_MACHINE_ARN"],
            name=order["orderId"],
            input=json.dumps(order),
        )
    except machines.exceptions.ExecutionAlreadyExists:
        pass  # the queue delivers at least once
