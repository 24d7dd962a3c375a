"""From evidence to verdict; holds no private key and cannot import one."""
