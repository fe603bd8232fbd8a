using System.Diagnostics;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>nginx over a folder of files: with ranges, gzip for text under /zip, and PUT under /dav.</summary>
sealed class TransferNginx : IAsyncDisposable
{
    readonly PeerFolder folder;
    readonly PeerProcess process;

    TransferNginx(PeerFolder folder, PeerProcess process, int port)
    {
        this.folder = folder;
        this.process = process;
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    public string Files => folder.At("files");

    public static async Task<TransferNginx> StartAsync(bool dav = false)
    {
        var program = PeerProcess.Require("nginx");
        if (dav) Assert.SkipUnless(Modules(program).Contains("http_dav_module", StringComparison.Ordinal), "missing peer: nginx with dav");
        var folder = new PeerFolder();
        var port = PeerProcess.FreePort();
        Directory.CreateDirectory(folder.At("files/dav"));
        Directory.CreateDirectory(folder.At("files/zip"));
        var config = folder.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 1;
            error_log stderr;
            pid {{folder.At("nginx.pid")}};
            events { worker_connections 64; }
            http {
              access_log off;
              sendfile on;
              types { text/plain txt; }
              client_max_body_size 0;
              client_body_temp_path {{folder.At("body")}};
              proxy_temp_path {{folder.At("proxy")}};
              fastcgi_temp_path {{folder.At("fastcgi")}};
              uwsgi_temp_path {{folder.At("uwsgi")}};
              scgi_temp_path {{folder.At("scgi")}};
              server {
                listen 127.0.0.1:{{port}};
                root {{folder.At("files")}};
                location / { }
                location /zip/ { gzip on; gzip_min_length 1; gzip_types text/plain; }
                location /small/ { client_max_body_size 1k; proxy_pass http://127.0.0.1:{{port}}; }
                {{(dav ? "location /dav/ { dav_methods PUT DELETE; }" : "")}}
              }
            }
            """);
        try
        {
            return new(folder, await PeerProcess.StartAsync(program, ["-p", folder.Path, "-c", config], port), port);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file that no two places of look alike, and tells its SHA-256.</summary>
    public string WriteFile(string name, long size)
    {
        using var file = File.Create(Path.Combine(Files, name));
        return RandomFile.Write(file, size);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    static string Modules(string program)
    {
        using var version = Process.Start(new ProcessStartInfo(program, "-V") { RedirectStandardError = true })!;
        return version.StandardError.ReadToEnd();
    }
}
