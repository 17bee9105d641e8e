"""A process of its own that posts what it is told to: one JSON line in (path, cookies, data), one out.

It waits for each line, so that several of them can be let go at the same moment.
"""

import json
import sys

import django


def main():
    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        client = Client()
        client.cookies.load(told["cookies"])
        answer = client.post(told["path"], told["data"])
        print(json.dumps({"status": answer.status_code, "text": answer.text}), flush=True)


if __name__ == "__main__":
    main()
