"""Economic models: from assets, costs and ledgers to money per delivered GPU-hour."""
