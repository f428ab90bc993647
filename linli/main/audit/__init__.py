"""What ``linli audit`` is made of: bundles for auditors, and findings in words."""
