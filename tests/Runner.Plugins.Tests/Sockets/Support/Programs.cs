using System.Diagnostics;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>Servers and clients that nobody here wrote.</summary>
static class Programs
{
    /// <summary>openssl s_server with a certificate.</summary>
    public static async Task<(PeerProcess Process, int Port)> OpenSslAsync((string Certificate, string Key) shown, params string[] more)
    {
        var port = PeerProcess.FreePort();
        string[] arguments = ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", shown.Certificate, "-key", shown.Key, "-quiet", .. more];
        return (await PeerProcess.StartAsync("openssl", arguments, port), port);
    }

    /// <summary>socat that listens on a free port, with what it connects it to.</summary>
    public static async Task<(PeerProcess Process, int Port)> SocatAsync(string to)
    {
        var port = PeerProcess.FreePort();
        return (await PeerProcess.StartAsync("socat", [$"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork", to], port), port);
    }

    /// <summary>nginx with this configuration inside of a whole one.</summary>
    public static Task<PeerProcess> NginxAsync(PeerFolder folder, int port, string configuration, string modules = "")
    {
        var file = folder.Write("nginx.conf", $$"""
            daemon off; master_process off; error_log stderr; pid {{folder.At("nginx.pid")}}; {{modules}}
            events { worker_connections 64; }
            {{configuration}}
            """);
        return PeerProcess.StartAsync("nginx", ["-e", "stderr", "-p", folder.Path, "-c", file], port);
    }

    /// <summary>The part of nginx that every configuration of its http needs.</summary>
    public static string Http(PeerFolder folder, string server) => $$"""
        http {
          access_log off;
          client_body_temp_path {{folder.Path}}; proxy_temp_path {{folder.Path}}; fastcgi_temp_path {{folder.Path}};
          uwsgi_temp_path {{folder.Path}}; scgi_temp_path {{folder.Path}};
          server { {{server}} location / { return 200 "hello"; } }
        }
        """;

    /// <summary>Runs a program to its end, with a standard input, and tells what it wrote.</summary>
    public static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(PeerProcess.Require(program), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
        return output + await errors;
    }
}
