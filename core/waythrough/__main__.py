"""`python -m waythrough` is the command `waythrough`."""

from waythrough.cli.main import main

if __name__ == "__main__":
    main()
