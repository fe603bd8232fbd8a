using Runner.Sdk;

[assembly: Plugin(
    "sockets",
    ApiVersion = 1,
    Summary = "Below HTTP: UDP, DNS lookups, ping, NTP, and the interfaces of this machine",
    Prefixes = ["tcp", "udp", "unix", "tls", "dns", "icmp", "ntp", "net"])]
