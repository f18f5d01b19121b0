"""JSON is YAML: enough for the supervisor's files, on a machine without PyYAML."""

import json


def safe_load(text):
    return json.loads(text)


def safe_dump(value, sort_keys=True):
    return json.dumps(value, sort_keys=sort_keys)
