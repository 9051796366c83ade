"""Where the time of a page goes: opened many times in one process, under the profiler.

It reads lines of a session's cookie and a path, as whoever is signed in opens it.
"""

import cProfile
import pstats
import sys
import time
from collections.abc import Callable

TIMES = 200


def main(lines: list[str]) -> None:
    """Open these pages, and print the functions that took longest."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    import betweenus.web.wsgi  # noqa: F401 - sets up a process as the server does
    from betweenus.services import kept

    visits = [tuple(line.split()) for line in lines]
    client = Client(headers={"host": "127.0.0.1"})

    def open_them(
        paths: list[tuple[str, ...]], times: int = TIMES, before: Callable[[], object] = bool
    ) -> float:
        began = time.process_time()
        for number in range(times):
            before()
            cookie, path = paths[number % len(paths)]
            client.cookies[settings.SESSION_COOKIE_NAME] = cookie
            answer = client.get(path)
            assert answer.status_code == 200, f"{answer.status_code} for {path}"
        return (time.process_time() - began) / times * 1000

    open_them(visits)
    cookie, path = visits[0]
    size = len(client.get(path).content)
    own = min(open_them(visits) for _ in range(3))
    constant = min(open_them([(cookie, f"/bench/{size}/")]) for _ in range(3))
    afresh = open_them(visits, before=kept.forget_all)
    print(
        f"{own:.1f} ms of processor time for each page, {constant:.1f} for the constant one; "
        f"{afresh:.1f} after everything of it has changed"
    )
    with cProfile.Profile() as seen:
        open_them(visits)
    for order in ("cumulative", "tottime"):
        pstats.Stats(seen).sort_stats(order).print_stats(60)


if __name__ == "__main__":
    main(sys.stdin.read().splitlines())
