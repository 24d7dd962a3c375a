"""A child's module with a library that starts a thread when it is imported."""

from threading import Event, Thread

from tests.support.scripted_child import main as main


def import_all() -> None:
    """Start a thread."""
    Thread(target=Event().wait, daemon=True).start()


if __name__ == "__main__":
    main()
