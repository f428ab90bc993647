"""What ``linli audit`` has found, in words."""
