"""The functional core: values, decisions and bytes, with no effect of any kind."""
