import json


def index(event, context:
    return {}
