"""Backs up every table."""

import boto3

session = boto3.Session()
dynamodb = session.client("dynamodb")


def handler(event, context):
    names = [name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    for name in names:
        backup(name)
    return names


def backup(name):
    from datetime import date

    waiter = dynamodb.get_waiter("table_exists")
    waiter.wait(TableName=name)
    dynamodb.create_backup(TableName=name, BackupName=f"{name}-{date.today()}")
