import json

import database
from lib.prices import total


def process_order(event, context):
    order = json.loads(event["body"])
    return {"statusCode": 201, "body": json.dumps({"id": database.save(order), "total": total(order["items"])})}
