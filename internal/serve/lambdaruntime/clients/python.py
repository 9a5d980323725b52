"""A client of the Runtime API for functions in Python: loads the handler that
_HANDLER names and hands it one event after the other."""
import http.client
import importlib
import json
import logging
import os
import site
import sys
import time
import traceback

host, _, path = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
base = (f"/{path}" if path else "") + "/2018-06-01/runtime/"
connection = http.client.HTTPConnection(host)


class Context:
    """What a handler is told about its call."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


class Log(logging.Formatter):
    """Lines of log as Lambda's runtime writes them, in JSON or as text."""

    converter = time.gmtime
    own = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}

    def __init__(self, structured):
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
        self.structured = structured
        self.request_id = ""

    def format(self, record):
        record.aws_request_id = self.request_id
        if not self.structured:
            return super().format(record)
        line = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0]:
            kind, err, trace = record.exc_info
            line.update(
                stackTrace=traceback.format_list(traceback.extract_tb(trace)),
                errorType=kind.__name__,
                errorMessage=str(err),
                location=f"{record.pathname}:{record.funcName}:{record.lineno}",
            )
        line.update((name, value) for name, value in vars(record).items() if name not in self.own)
        line["requestId"] = self.request_id
        return json.dumps(line, default=str)


def start_logging():
    log = Log(os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(log)
    logging.getLogger().addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "")
    level = {"TRACE": "NOTSET", "FATAL": "CRITICAL", "WARN": "WARNING"}.get(level, level)
    if level:
        logging.getLogger().setLevel(level)
    return log


def call(method, path, body=None):
    connection.request(method, base + path, body)
    response = connection.getresponse()
    return response.headers, response.read()


def describe(err):
    doc = {
        "errorType": type(err).__name__,
        "errorMessage": str(err),
        "stackTrace": traceback.format_exception(type(err), err, err.__traceback__),
    }
    return json.dumps(doc).encode()


def load():
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    return getattr(importlib.import_module(module.replace("/", ".")), name)


def main():
    # The interpreter runs without its own packages: a function has its code,
    # its layers and what Lambda's runtime brings, which are the arguments.
    sys.path[:1] = [os.environ["LAMBDA_TASK_ROOT"], *sys.argv[1:]]
    site.setquit()
    sys.stdout.reconfigure(line_buffering=True)
    log = start_logging()
    try:
        handler = load()
    except BaseException as err:
        traceback.print_exc()
        call("POST", "init/error", describe(err))
        sys.exit(1)
    while True:
        headers, event = call("GET", "invocation/next")
        context = Context(headers)
        log.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        try:
            value = json.dumps(handler(json.loads(event), context)).encode()
        except Exception as err:
            traceback.print_exc()
            call("POST", f"invocation/{context.aws_request_id}/error", describe(err))
            continue
        call("POST", f"invocation/{context.aws_request_id}/response", value)


main()
