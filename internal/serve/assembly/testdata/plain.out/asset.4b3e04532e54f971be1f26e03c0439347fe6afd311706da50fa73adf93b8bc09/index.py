"""A function that API Gateway calls, as a plain CDK app would have it."""


def handler(event, context):
    print("path", event["rawPath"])
    return {"python": event["rawPath"], "request": context.aws_request_id}
