"""A child that runs the script it is given in place of reading a file, as one taken over does.

A script that begins with ``#early`` runs before the rights are given up.
"""

from runtime.sandbox.child import serve


def import_all() -> None:
    """Import nothing more."""


def main() -> None:
    """Run as a child."""
    found: dict[str, object] = {"answer": ""}

    def run(script: bytes) -> None:
        exec(script, found)  # noqa: S102  what a test writes

    def early(script: bytes) -> None:
        if script.startswith(b"#early"):
            run(script)

    def work(script: bytes) -> bytes:
        if not script.startswith(b"#early"):
            run(script)
        return str(found["answer"]).encode()

    serve(work, prepare=early)


if __name__ == "__main__":
    main()
