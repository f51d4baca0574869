"""The bench as data: a picture, a kernel and up to three lanes of layers, every change to it, and its command line."""
