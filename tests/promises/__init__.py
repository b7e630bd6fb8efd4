"""The promises of docs/beloften.md, each as a test named after it, and for each a planted fault that it finds."""
