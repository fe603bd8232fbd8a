// Asks the local network which devices there are, by SSDP over UDP (as UPnP has it), and lists who answers:
// routers, printers, televisions, media servers.
//
//   runner run find-devices.csx
//
//   to         whom to ask; by default all that listen on the local link        (239.255.255.250:1900)
//   kind       what to look for, such as upnp:rootdevice                        (ssdp:all)
//   wait       how long answers are waited for                                  (3s)
//   broadcast  whether `to` is an address of broadcast                          (false)

var to = Inputs.Get("to", "239.255.255.250:1900");
if (to.Split(':') is not [var address, var port]) throw new ActionInputException("to", $"`to` is {to}: give an address and a port, such as 239.255.255.250:1900.");

var answers = await Run(new Udp.Exchange
{
    Host = address,
    Port = int.Parse(port),
    Text = $"M-SEARCH * HTTP/1.1\r\nHOST: {to}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {Inputs.Get("kind", "ssdp:all")}\r\n\r\n",
    Broadcast = Inputs.Get("broadcast", false),
    Count = 0, // all that come in time
    Timeout = Inputs.Get("wait", TimeSpan.FromSeconds(3)),
});

var devices = answers.Datagrams
    .Where(answer => answer.Text.StartsWith("HTTP/1.1 200"))
    .Select(answer => new { answer.From, Kind = Field(answer, "ST"), Server = Field(answer, "SERVER"), Location = Field(answer, "LOCATION") })
    .Distinct()
    .OrderBy(device => device.From)
    .ToList();

Log(devices.Count == 0 ? "Nobody answered" : Table(devices));
Output("devices", devices);

string Field(Datagram answer, string name) => answer.Text.Split('\n')
    .Select(line => line.Split(':', 2))
    .FirstOrDefault(field => field.Length == 2 && field[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim() ?? "";
