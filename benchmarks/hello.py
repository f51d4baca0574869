"""The least that Textual can start: what every other start is compared with."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """One word on the screen."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Static("Hello")


if __name__ == "__main__":
    Hello().run()
