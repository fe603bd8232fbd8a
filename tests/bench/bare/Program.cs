using System.Net;
using System.Net.Sockets;
using System.Text;

// `bare URL` does one GET, `bare URL COUNT CONCURRENCY` many. `bare --serve` is what it is done against: a server that answers every request with 200.
if (args is ["--serve"])
{
    var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
    var answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"UP\"}");
    while (true)
    {
        var client = await listener.AcceptTcpClientAsync();
        _ = Task.Run(async () =>
        {
            using (client)
            {
                var buffer = new byte[16384];
                // Requests here are small and come one at a time: each read is one.
                while (await client.GetStream().ReadAsync(buffer) > 0) await client.GetStream().WriteAsync(answer);
            }
        });
    }
}

using var http = new HttpClient();
if (args is [var target, var count, var concurrency])
{
    var left = int.Parse(count);
    await Task.WhenAll(Enumerable.Range(0, int.Parse(concurrency)).Select(_ => Task.Run(async () =>
    {
        while (Interlocked.Decrement(ref left) >= 0)
        {
            using var answer = await http.GetAsync(target);
            var body = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode || body.Length == 0) throw new InvalidOperationException("The server did not answer.");
        }
    })));
    return 0;
}
using var response = await http.GetAsync(args[0]);
Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
return response.IsSuccessStatusCode ? 0 : 1;
