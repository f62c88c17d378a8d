"""Every step of a journey leaves its time, so that writing, waiting and handling time can be measured."""
