import json

from stlv_resources import Resources


def index(event, context):
    return {
        "statusCode": 200,
        "headers": {**Resources.cors.get_headers(), "Content-Type": "application/json"},
        "body": json.dumps({"table": Resources.todos.table_name}),
    }


def get(event, context):
    return {"statusCode": 200, "body": event["pathParameters"]["id"]}
