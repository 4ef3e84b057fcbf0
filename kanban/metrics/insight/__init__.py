"""What forecasts say of milestones: dates, why they slip, what to do next, what would be if."""
