"""The subcommands of ``linli``, one module each with HELP, configure(parser) and run(args) -> exit code."""

# In the order of --help. "import" lives in import_file.py, every other one in the file of its name.
NAMES = (
    "up",
    "down",
    "migrate",
    "load",
    "pack",
    "import",
    "key",
    "exchange",
    "new",
    "check",
    "coverage",
    "bench",
    "drill",
    "audit",
    "backup",
    "restore",
    "retention",
    "doctor",
    "worker",
    "mail",
    "messages",
    "simulate",
    "loaddemo",
    "erase",
)
