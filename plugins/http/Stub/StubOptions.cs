namespace Runner.Plugins.Http;

/// <summary>How a stub server listens, and what it keeps.</summary>
public sealed record StubOptions
{
    /// <summary>The port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>A path where to listen on a Unix socket instead of a port. It must not exist; it is removed when the server is disposed.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The TLS that it speaks; null for plain HTTP.</summary>
    public StubTls? Tls { get; init; }

    /// <summary>How many requests are kept; when more come, the oldest are dropped.</summary>
    public int Record { get; init; } = 1000;

    /// <summary>How many bytes of each kept request's body are kept.</summary>
    public int RecordBody { get; init; } = 16 * 1024;

    /// <summary>The largest body that a request may have, in bytes; a larger one is answered with 413.</summary>
    public long MaxBodySize { get; init; } = 64 * 1024 * 1024;

    /// <summary>What the paths of files and of the Unix socket are relative to.</summary>
    public string BaseDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The clock for delays and times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told a line for each request; called from any thread.</summary>
    public Action<string>? Log { get; init; }
}
