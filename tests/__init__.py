"""The tests of trackpost: one file a room, in folders that mirror the package."""
