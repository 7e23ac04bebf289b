"""What is kept on disk: settings, ways, history."""
