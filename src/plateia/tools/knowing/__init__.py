"""What the commands on practices do: gather entries, match them with findings, show them, hand them on."""
