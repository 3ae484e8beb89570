"""What was measured: readings, the wire they come by, their order, clocks and plausibility; pure but for devices/."""
