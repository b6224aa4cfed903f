"""What the commands of ``koppel`` do, one file per subject; ``site/cli.py`` only reads their arguments."""
