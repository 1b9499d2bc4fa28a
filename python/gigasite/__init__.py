"""gigasite: where the next 100 MW or 1 GW of AI compute should go, on Earth or in orbit, and what a GPU-hour costs there."""
