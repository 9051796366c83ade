"""The web server as `betweenus serve` starts it, on a free port, printing its address."""

import sys

from betweenus.cli import serve, serving


def main() -> int:
    """Serve until told to stop."""
    listening = serving.listen("127.0.0.1", 8300, attempts=200)
    where = serving.address(listening)
    return serving.serve(
        listening,
        workers=serve.WORKERS,
        threads=serve.THREADS,
        tasks=False,
        rounds=False,
        when_ready=lambda: print(where, flush=True),
    )


if __name__ == "__main__":
    sys.exit(main())
