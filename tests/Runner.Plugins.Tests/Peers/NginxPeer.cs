namespace Runner.Plugins.Tests.Peers;

/// <summary>nginx, with what a test puts into its `server` block.</summary>
sealed class NginxPeer : IAsyncDisposable
{
    readonly PeerProcess process;
    readonly PeerFolder folder;

    NginxPeer(PeerProcess process, PeerFolder folder) => (this.process, this.folder) = (process, folder);

    public int Port => process.Port;

    /// <summary>Its files: `html` below it is the root of what it serves.</summary>
    public PeerFolder Folder => folder;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>The path of a file below the root of what it serves.</summary>
    public string At(string name) => folder.At($"html/{name}");

    /// <summary>Skips the test unless nginx was built with this module.</summary>
    public static async Task RequireModuleAsync(string module) => Assert.SkipUnless(
        (await ProgramRun.ToEndAsync("nginx", "", "-V")).Errors.Contains(module, StringComparison.Ordinal), $"missing peer: nginx with {module}");

    /// <param name="server">The rest of the `server` block; {folder} is the peer's folder.</param>
    /// <param name="listen">What stands behind the port in `listen`: `ssl http2`.</param>
    /// <param name="main">What stands outside of `http`.</param>
    public static Task<NginxPeer> StartAsync(string server = "", string listen = "", string main = "") => StartAsync(new PeerFolder(), server, listen, main);

    /// <summary>As above, with files that are there already; the folder goes with the peer.</summary>
    public static async Task<NginxPeer> StartAsync(PeerFolder folder, string server = "", string listen = "", string main = "")
    {
        var port = PeerProcess.FreePort();
        Directory.CreateDirectory(folder.At("html"));
        var configuration = folder.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            {{main}}
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
        try
        {
            return new(await PeerProcess.StartAsync("nginx", ["-c", configuration, "-e", "stderr", "-p", folder.Path], port), folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
