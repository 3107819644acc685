"""``make soak``: see docs/how-to/soak.md."""

if __name__ == "__main__":
    # Imported here, because each fork imports this module again.
    from .play import main

    main()
