using Runner.Sdk;

[assembly: Plugin(
    "sockets",
    ApiVersion = 1,
    Summary = "Below HTTP: TCP, TLS inspection, UDP, DNS lookups, ping, NTP, and the interfaces of this machine",
    Prefixes = ["tcp", "tls", "udp", "dns", "icmp", "ntp", "net"])]
