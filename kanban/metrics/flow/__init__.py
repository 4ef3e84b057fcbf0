"""How cards flow, and how well they are done: cycle time, throughput, rework, yields, and the charts of them."""
