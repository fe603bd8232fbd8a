// A chat server over TCP: whoever connects says a name, and then every line goes to all others. Try it with
// `nc 127.0.0.1 PORT` in two terminals. It ends with Ctrl-C, or when the last has left, if `until-empty` says so.
//
//   runner run chat-server.csx --input port=4000
//
//   port         where it listens, on loopback                                  (any free one)
//   until-empty  whether it ends when the last guest has left                   (false)

using System.Collections.Concurrent;

var guests = new ConcurrentDictionary<TcpClient, string>();
var untilEmpty = Inputs.Get("until-empty", false);
var empty = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

await Step("serve", async () =>
{
    await using var server = TcpServer.Start(new() { Port = Inputs.Get("port", 0) });
    Log($"Listening on {server.Address}");
    var served = new ConcurrentBag<Task>();
    try
    {
        while (true) served.Add(Serve(await server.AcceptAsync(TimeSpan.FromDays(1), empty.Token)));
    }
    catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
    {
        Log("The last has left");
    }
    await Task.WhenAll(served);
});

async Task Serve(TcpClient guest)
{
    await using var closing = guest;
    try
    {
        var name = await Hear(guest);
        guests[guest] = name;
        await Tell($"{name} is here", guest);
        while (await Hear(guest) is { Length: > 0 } line) await Tell($"{name}: {line}", guest);
    }
    catch (NetworkException)
    {
        // Whoever goes without a word has gone as well.
    }
    if (!guests.TryRemove(guest, out var left)) return;
    await Tell($"{left} has left", guest);
    if (untilEmpty && guests.IsEmpty) empty.Cancel();
}

async Task<string> Hear(TcpClient guest) => (await guest.ReceiveAsync(ReceiveUntil.Line, wait: TimeSpan.FromHours(1), maxSize: 1000, cancel: Cancel)).Text;

async Task Tell(string line, TcpClient from)
{
    Log(line);
    foreach (var (guest, _) in guests)
    {
        if (guest == from) continue;
        try
        {
            await guest.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), wait: TimeSpan.FromSeconds(2), Cancel);
        }
        catch (NetworkException)
        {
            // Its own loop notices that it has gone.
        }
    }
}
