"""Exit code 0 when the portal in this container answers /sante/ with 200."""

import http.client
import os
import sys


def healthy(host: str, port: int) -> bool:
    """Asks under a name that the portal answers to: to any other it says 400."""
    name = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
    connection = http.client.HTTPConnection(host, port, timeout=4)
    try:
        connection.request("GET", "/sante/", headers={"Host": name})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if healthy("127.0.0.1", int(os.environ.get("PORT") or "8000")) else 1)
