"""What ``betweenus manage`` knows beside the framework's commands."""
