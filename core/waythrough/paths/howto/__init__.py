"""How a way that works is set up in the programs that people use: steps as data, for each kind and each system."""
