"""Issue trackers translated into our words."""
