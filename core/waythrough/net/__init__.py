"""The only place that opens sockets and starts processes."""
