"""The driver can be imported only where Spec Kitty is installed."""

collect_ignore = ["driver.py"]
