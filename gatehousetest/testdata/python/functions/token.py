def check(event, context):
    return {"isAuthorized": event["identitySource"] == ["good"], "context": {"user": "ada"}}
