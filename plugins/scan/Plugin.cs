using Runner.Sdk;

[assembly: Plugin(
    "scan",
    ApiVersion = 1,
    Summary = "What is open, what answers there, and what changed: ports, hosts, services and availability")]
