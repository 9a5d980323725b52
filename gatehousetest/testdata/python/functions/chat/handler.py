import json

from rooms import members


def connect(event, context):
    return {"statusCode": 200}


def join(event, context):
    name = json.loads(event["body"])["name"]
    members.add(name)
    return {"statusCode": 200, "body": json.dumps(sorted(members))}
