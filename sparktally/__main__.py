"""`python -m sparktally` is the command `sparktally`."""

from sparktally.cli import main

if __name__ == "__main__":
    main()
