"""``python -m plateia`` is the command ``plateia``."""

from plateia.cli.main import main

if __name__ == "__main__":
    main()
