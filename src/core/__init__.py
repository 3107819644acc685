"""The functional core: values, decisions and bytes, with no effect of any kind."""

VERSION = "0.1.0"
