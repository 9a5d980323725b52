members = {"bob"}
