"""An internet with a censor on loopback, for demonstration, training and tests."""
