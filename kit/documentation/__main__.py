"""``python -m kit.documentation``."""

from kit.documentation import write

if __name__ == "__main__":
    write()
