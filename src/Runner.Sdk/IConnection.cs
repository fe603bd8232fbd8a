namespace Runner.Sdk;

/// <summary>
/// Something open that later steps of the job use: a server, a socket, a session. The job disposes it when it ends,
/// the last opened first.
/// </summary>
public interface IConnection : IAsyncDisposable
{
    /// <summary>What it is connected to, for people: <c>http://127.0.0.1:41234</c>.</summary>
    string Description { get; }
}
