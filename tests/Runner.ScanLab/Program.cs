using System.Text.Json;
using Runner.ScanLab;
using Runner.ScanLab.Commands;
using Runner.ScanLab.Links;
using Runner.ScanLab.Namespaces;
using Runner.ScanLab.Scanning;

// A network to scan, made of two network namespaces and a link between them; what its devices do is this process's, and all of it is
// gone when the process is. It stands until its standard input ends, which it does when whoever started it dies.
//
//   Runner.ScanLab [--delay=10ms] [--loss=0.01] [--rate=5000] [--queue=256] [--seed=1]
//
// The first line of output is "ready" and a JSON object: the paths of both namespaces for `nsenter --net=`, and the main addresses.
// Then each line of input is a command, answered by "ok" and perhaps a text, or by "failed" and why:
//
//   [in scanner|target] tcp PORTS [on ADDRESS] [greeting TEXT]      listens; accepts and closes, or greets and waits
//   [in scanner|target] udp PORTS [on ADDRESSES] [echo|silence|text TEXT]
//   [in scanner|target] filter RULE                                 of nftables, for what arrives: tcp dport 1-100 drop
//   [in scanner|target] addresses FIRST-LAST                        10.77.x is on the link, 10.78.x (fd78::) behind the target
//   [in scanner|target] ip ARGUMENTS                                as ip(8)
//   [in scanner|target] sysctl KEY=VALUE
//   link [delay=..] [loss=..] [rate=..] [queue=..]                  changes the link while it is in use
//   counts | reset                                                  what became of the packets, there and back
//
// `Runner.ScanLab scan connect|syn|udp PORTS TARGETS` is our scanner as a program, for `nsenter` to start inside.
const int cannot = 77;

if (args is ["scan", var method, var ports, .. var targets]) return await PlainScanner.RunAsync(method, ports, targets);

if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
{
    Console.WriteLine("cannot network namespaces need Linux and root");
    return cannot;
}
Link link;
LabCommands commands;
try
{
    var settings = LabOptions.ParseLink(args, LinkSettings.None);
    var (scanner, target) = (new NetworkNamespace(), new NetworkNamespace());
    link = new(scanner, target, settings);
    commands = new(scanner, target, link);
    var ready = new { scanner = scanner.Path, target = target.Path, address = Addresses.Of4(2), address6 = Addresses.Of6(2), forwarder = link.IsForwarder, realTime = link.IsRealTime };
    Console.WriteLine($"ready {JsonSerializer.Serialize(ready)}");
}
catch (LabException reason)
{
    Console.WriteLine($"cannot {reason.Message}");
    return cannot;
}
while (Console.ReadLine() is { } line)
{
    try
    {
        Console.WriteLine($"ok {commands.Do(line)}".TrimEnd());
    }
    catch (LabException reason)
    {
        Console.WriteLine($"failed {reason.Message}");
    }
}
return 0;
