"""The rule beside every figure, in one sentence each; on screens, in tables and in the JSON alike."""

DEFINITIONS = {
    "started": "first entry into an active column; none for a card that went from a queue straight to done",
    "finished": "entry into a done column that the card has not left since; leaving done voids it (reopened)",
    "cycle_time": "finished - started, elapsed time, the whole span whatever happened in between; "
    "span = active + parked + done gap; cards without a known start are left out and counted",
    "active_time": "time in active columns between started and finished",
    "parked_time": "time in queue columns after the start",
    "done_gap": "time in done columns before the card was reopened",
    "blocked_time": "sum of the spans in which the card was blocked while not finished",
    "lead_time": "finished - created; cards whose start lies before an import are left out, as their creation may",
    "wip": "cards started and neither finished nor archived",
    "throughput": "finished cards / length of the window in weeks; without --from the last 12, or since the first card",
    "percentiles": "linear interpolation between order statistics (Hyndman-Fan type 7); low_sample below 10 values",
    "rework_move": "a move to a column further left out of an active or done column, "
    "for the reasons defect, change or unspecified; parked and mistake are not rework",
    "rework_rate": "finished cards with a known start that had at least one rework move / "
    "all finished cards with a known start",
    "rework_time": "for each rework move, the time until the card was again at or right of the column it had left",
    "dropped": "archived unfinished; in no rate and no completion",
    "ageing": "in progress for longer than the P85 of the cycle time of finished cards (10 of them at least)",
    "window": "[from, to) by the finishing time; without bounds all history",
    "cycle_days": "finished date - started date + 1, in the plan's time zone (Kanban Guide)",
    "completion_rate": "done estimate / total estimate of the cards that were not dropped; "
    "each card weighs 1 if none has an estimate",
    "status": "achieved: done at or before the baseline; achieved_late: done after it; late: past it and not done; "
    "no_data: nothing to judge by yet",
    "milestone_done": "every card of the gated work packages is finished and there is at least one, "
    "or the PM signed it off; the sign-off decides the date",
    "achievement_rate": "milestones achieved at or before their baseline / milestones whose baseline has passed",
    "slip": "achieved - baseline; for a late one, as of now - baseline: at least that much",
    "scope": "cards that came under the gates (+) or left them or were dropped (-) since the baseline was set",
}
