"""The program without its screens: text, tables and JSON on stdout."""
