"""Read issue trackers through the connectors of ``spec-kitty-tracker`` (extra ``connectors``)."""
