"""Ways written down for others: as links, WireGuard files, a sing-box file, a paths file, or a code in a picture."""
