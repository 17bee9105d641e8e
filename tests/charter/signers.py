"""People who sign over HTTP, in a process without Django: `python -m tests.charter.signers PORT PATH TIMES`.

Reads one Cookie header a line; each person signs TIMES times, all of them at once. Prints each answer as
"line status location".
"""

import http.client
import sys
import threading
from urllib.parse import urlencode


def sign(port: int, path: str, cookies: str) -> tuple[int, str]:
    """Post the form once; the status and where it leads."""
    token = cookies.rpartition("=")[2]
    body = urlencode({"csrfmiddlewaretoken": token, "name": "Awa Diop", "is_read": "on"})
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        kind = "application/x-www-form-urlencoded"
        browser.request("POST", path, body, {"Cookie": cookies, "Content-Type": kind})
        answer = browser.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        browser.close()


def main(port: str, path: str, times: str) -> None:
    people = sys.stdin.read().splitlines()
    ready = threading.Barrier(len(people))
    lines = []

    def signs(number, cookies):
        ready.wait()
        for _ in range(int(times)):
            try:
                status, location = sign(int(port), path, cookies)
            except OSError as error:
                status, location = 0, type(error).__name__
            lines.append(f"{number} {status} {location}")

    threads = [threading.Thread(target=signs, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
