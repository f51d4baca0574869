"""`python -m tutor` is `layer-tutor`."""

from tutor.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
