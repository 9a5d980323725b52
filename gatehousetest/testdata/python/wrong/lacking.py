import nowhere


def index(event, context):
    return {}
