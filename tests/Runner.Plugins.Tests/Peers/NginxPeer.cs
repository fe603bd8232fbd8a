namespace Runner.Plugins.Tests.Peers;

/// <summary>nginx, with what a test puts into its `server` block.</summary>
sealed class NginxPeer : IAsyncDisposable
{
    readonly PeerProcess process;
    readonly PeerFolder folder;

    NginxPeer(PeerProcess process, PeerFolder folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Its files: `html` below it is the root of what it serves.</summary>
    public PeerFolder Folder => folder;

    /// <summary>What it wrote about what went wrong.</summary>
    public string Output => process.Output;

    /// <param name="listen">What stands behind the port in `listen`: `ssl http2`.</param>
    /// <param name="server">The rest of the `server` block; {folder} is the folder.</param>
    public static Task<NginxPeer> StartAsync(string listen = "", string server = "") => StartAsync(new PeerFolder(), listen, server);

    /// <summary>As above, with files that are there already; the folder goes with the peer.</summary>
    public static async Task<NginxPeer> StartAsync(PeerFolder folder, string listen = "", string server = "")
    {
        var port = PeerProcess.FreePort();
        Directory.CreateDirectory(folder.At("html"));
        var configuration = folder.Write("nginx.conf", $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            pid {{folder.At("nginx.pid")}};
            error_log stderr warn;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{folder.At("body")}};
              proxy_temp_path {{folder.At("proxy")}};
              fastcgi_temp_path {{folder.At("fastcgi")}};
              uwsgi_temp_path {{folder.At("uwsgi")}};
              scgi_temp_path {{folder.At("scgi")}};
              types { text/html html; application/json json; text/xml xml; text/plain txt; }
              default_type application/octet-stream;
              server {
                listen 127.0.0.1:{{port}} {{listen}};
                server_name localhost;
                root {{folder.At("html")}};
                {{server.Replace("{folder}", folder.Path, StringComparison.Ordinal)}}
              }
            }
            """);
        var process = await PeerProcess.StartAsync("nginx", ["-c", configuration, "-e", "stderr"], port, folder.Path);
        return new(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
