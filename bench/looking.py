"""Where the time of a page goes: opened many times in one process, under the profiler."""

import cProfile
import pstats
import sys
import time

TIMES = 100


def main(cookie: str, paths: list[str]) -> None:
    """Open these pages as whoever has the cookie, and print the functions that took longest."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie

    def open_them(times: int) -> float:
        began = time.process_time()
        for number in range(times):
            path = paths[number % len(paths)]
            answer = client.get(path)
            assert answer.status_code == 200, f"{answer.status_code} for {path}"
        return (time.process_time() - began) / times * 1000

    open_them(len(paths))
    print(f"{open_them(TIMES):.1f} ms of processor time for each page")
    with cProfile.Profile() as seen:
        open_them(TIMES)
    for order in ("cumulative", "tottime"):
        pstats.Stats(seen).sort_stats(order).print_stats(60)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
