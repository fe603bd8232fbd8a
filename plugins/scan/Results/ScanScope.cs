namespace Runner.Plugins.Scan;

/// <summary>What a scan covered.</summary>
/// <param name="Addresses">The addresses, as ranges in order: <c>10.0.0.0-10.0.0.255</c>, or one by itself.</param>
/// <param name="Ports">The ports, as ranges in order: <c>22,80,8000-8100</c>; empty when only hosts were looked for.</param>
public sealed record ScanScope(IReadOnlyList<string> Addresses, string Ports)
{
    /// <summary>A scope without anything in it.</summary>
    public static ScanScope Nothing { get; } = new([], "");
}
