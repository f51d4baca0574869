"""What the built-in pictures are called on the screen, and what each of them is good for."""

from __future__ import annotations

from tutor.language import _


def picture_title(name: str) -> str:
    """Return what a built-in picture is called in the language in use; any other name as it is."""
    titles = {
        "moon": _("moon"),
        "staircase": _("staircase"),
        "step": _("vertical edge"),
        "ramp": _("ramp"),
        "fade": _("fading light"),
        "checkerboard": _("checkerboard"),
        "dot": _("one bright dot"),
        "corner": _("bright corner"),
        "stripes": _("diagonal stripes"),
        "digit": _("digit 3"),
        "face": _("face"),
        "noise": _("noise"),
        "blob": _("soft spot"),
        "colours": _("coloured corners"),
    }
    return titles.get(name, name)


def picture_caption(name: str) -> str:
    """Return in one line what a built-in picture makes visible; nothing for any other name."""
    captions = {
        "moon": _("The picture of the story: an edge kernel finds its left edge and its right one."),
        "staircase": _(
            "Brighter towards the bottom left: an edge kernel answers with one sign, and whole windows are negative."
        ),
        "step": _("One edge and nothing else: an edge kernel answers only where it stands."),
        "ramp": _("Brighter by 1 each column: an edge kernel answers everywhere the same, and ReLU has nothing to do."),
        "fade": _("Darker to the right: the edge kernel's windows are all negative, so ReLU leaves only zeros."),
        "checkerboard": _("Max-pool makes it all bright, average-pool all grey; an edge kernel sees nothing in it."),
        "dot": _("An impulse: the convolution draws its own kernel, turned by 180°, because it is not flipped."),
        "corner": _("Without padding only one window of the convolution meets the corner; padding gives it more."),
        "stripes": _("A kernel that looks for their diagonal answers strongly, its mirror image not at all."),
        "digit": _("Drawn by hand, in greys: what a digit recogniser sees in its first layer."),
        "face": _("Eyes and a mouth are dark spots: a kernel with a negative middle finds them."),
        "noise": _("No structure at all: what a kernel finds here, it finds by chance."),
        "blob": _("28×28 and smooth: large enough to look at as a heat map."),
        "colours": _("Three channels: red, green, blue and white corners; the kernel sums over the channels."),
    }
    return captions.get(name, "")
