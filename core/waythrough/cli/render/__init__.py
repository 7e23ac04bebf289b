"""The only place of the command line that writes to the terminal."""
