"""layer-tutor: a terminal laboratory for the order of layers in a convolutional cell."""

__version__ = "0.1.0"
