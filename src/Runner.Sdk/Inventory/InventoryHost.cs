namespace Runner.Sdk.Inventory;

/// <summary>A machine of the inventory, with what its groups give it.</summary>
public sealed record InventoryHost
{
    /// <summary>Its name in the inventory, by which workflows and people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is reached, as a DNS name or an IP address; null when its name says so.</summary>
    public string? Address { get; init; }

    /// <summary>The port of its SSH server; null when nobody said, and the client's own configuration or 22 decides.</summary>
    public int? Port { get; init; }

    /// <summary>The user to log in as; null when nobody said.</summary>
    public string? User { get; init; }

    /// <summary>
    /// How to log in, by the names of the inputs of <c>ssh.connect</c>: <c>identity-file</c>, <c>jump</c>, <c>host-key</c>. Paths are absolute.
    /// What is secret among them, such as <c>password</c>, is masked by Runner.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The groups that it is in, also through other groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>What the project says about it: texts, numbers, booleans, null, lists and dictionaries with string keys of these.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();
}
