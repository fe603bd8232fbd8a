using System.Net;
using System.Net.Sockets;
using System.Text;

// `bare URL` does one GET. `bare --serve` is what it is done against: a server that answers every request with 200.
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
using var response = await http.GetAsync(args[0]);
Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
return response.IsSuccessStatusCode ? 0 : 1;
