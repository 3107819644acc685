"""The functional core: values, decisions and bytes, without side effects."""

VERSION = "0.1.0"
