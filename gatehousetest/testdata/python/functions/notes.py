import json
import logging

from .store import notes

log = logging.getLogger(__name__)


def index(event, context):
    log.info("listing", extra={"notes": len(notes)})
    return {"statusCode": 200, "body": json.dumps(notes)}


def add(event, context):
    notes.append(json.loads(event["body"])["text"])
    return {"statusCode": 201, "body": json.dumps(len(notes))}


def fail(event, context):
    raise KeyError("text")
