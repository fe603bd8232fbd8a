using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(Runner.Store.Tests.PostgresCluster))]

namespace Runner.Store.Tests;

/// <summary>A PostgreSQL server of the tests' own, on a free port of loopback, started when the first test asks for it.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    readonly SemaphoreSlim gate = new(1);
    string? folder;
    int port;

    /// <summary>The URL of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        await StartAsync();
        var name = $"t{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return $"postgresql://postgres@127.0.0.1:{port}/{name}";
    }

    /// <summary>Stops the server, as for an update.</summary>
    public async Task StopAsync()
    {
        if (folder is not null && File.Exists(Path.Combine(Data, "postmaster.pid"))) await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
    }

    /// <summary>Starts it (again).</summary>
    public async Task StartAsync()
    {
        if (Programs is null) Assert.Skip("missing peer: postgresql");
        await gate.WaitAsync();
        try
        {
            if (folder is null)
            {
                var made = Directory.CreateTempSubdirectory("runner-postgres-").FullName;
                if (Environment.IsPrivilegedProcess) await RunAsync("/bin/chown", "postgres", made);
                folder = made;
                await RunAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
            }

            if (File.Exists(Path.Combine(Data, "postmaster.pid"))) return;
            if (port == 0) port = FreePort();
            await RunAsync("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(folder, "log"), "-o", $"-p {port} -k {folder} -c listen_addresses=127.0.0.1", "start");
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is null) return;
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    string Data => Path.Combine(folder!, "data");

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static async Task RunAsync(string program, params string[] arguments)
    {
        // PostgreSQL refuses to run as root.
        var asPostgres = Environment.IsPrivilegedProcess && !program.StartsWith('/');
        var path = program.StartsWith('/') ? program : Path.Combine(Programs!, program);
        var start = new ProcessStartInfo(asPostgres ? "runuser" : path) { WorkingDirectory = "/tmp", RedirectStandardError = true };
        foreach (var argument in asPostgres ? ["-u", "postgres", "--", path, .. arguments] : arguments) start.ArgumentList.Add(argument);
        // Its server inherits the output, and would keep a pipe open.
        if (program == "pg_ctl") start.RedirectStandardError = false;
        using var process = Process.Start(start)!;
        var error = start.RedirectStandardError ? await process.StandardError.ReadToEndAsync() : "";
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}");
    }
}
