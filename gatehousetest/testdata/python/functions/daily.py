def run(event, context):
    return {"ran": event}
