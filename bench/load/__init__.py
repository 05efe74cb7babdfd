"""Load for a SIP server on this machine: what it costs and whether it answers. bench/run and bench/compare are its commands."""
