"""What the pages show: pure values, made from what the server keeps."""
