"""The handler of /report."""
import json

import boto3

from gatehouse import links

db = boto3.client("dynamodb")


def index(event, context):
    """Answers GET /report: how many items there are, and what they cost."""
    items = db.scan(TableName=links.items_table)["Items"]
    total = sum(int(item["cents"]["N"]) for item in items)
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"items": len(items), "cents": total}),
    }
