"""The program's own themes: dark, light, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="tutor-dark",
    dark=True,
    primary="#6cb6ff",
    secondary="#b9aef5",
    accent="#ffc857",
    warning="#ffb454",
    error="#ff7b72",
    success="#7ee2a8",
    foreground="#e6e9ef",
    background="#12161d",
    surface="#1a2029",
    panel="#222a36",
    variables={"text-muted": "#9aa5b5", "rule": "#39424f"},
)
LIGHT = Theme(
    name="tutor-light",
    dark=False,
    primary="#0b5cad",
    secondary="#5a3d9a",
    accent="#8a4b00",
    warning="#8f4a00",
    error="#b3261e",
    success="#176b3a",
    foreground="#1c2128",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e6e3da",
    variables={"text-muted": "#565d68", "rule": "#c9c4b8"},
)
CONTRAST = Theme(
    name="tutor-contrast",
    dark=True,
    primary="#8fd0ff",
    secondary="#d8ccff",
    accent="#ffe14d",
    warning="#ffd166",
    error="#ffb3ad",
    success="#9dffc4",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    variables={"text-muted": "#d0d0d0", "rule": "#8a8a8a"},
)

THEMES = (DARK, LIGHT, CONTRAST)


def following(name: str) -> str:
    """Return the name of the theme after `name` in the cycle."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
