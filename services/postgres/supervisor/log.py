"""Log lines: JSON, one for each decision, with the reason. Nothing secret is ever handed to it."""

import json
import sys
import time


def say(message, level="info", **fields):
    now = time.time()
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z"
    line = {"time": stamp, "level": level, "name": "supervisor", "message": message, **fields}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
