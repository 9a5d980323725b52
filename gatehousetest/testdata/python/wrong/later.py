import nowhere


async def index(event, context):
    return {}


def show(event, context):
    return {}
