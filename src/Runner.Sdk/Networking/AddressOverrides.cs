using System.Globalization;
using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>Names whose addresses are given, as curl's <c>--resolve</c> and <c>--connect-to</c> do. Two with the same content are equal.</summary>
public sealed class AddressOverrides : IEquatable<AddressOverrides>
{
    readonly Dictionary<string, (IPAddress Address, int? Port)> addresses;
    readonly string text;
    readonly IReadOnlyDictionary<string, string> entries;

    AddressOverrides(Dictionary<string, (IPAddress, int?)> addresses, string text, IReadOnlyDictionary<string, string> entries) =>
        (this.addresses, this.text, this.entries) = (addresses, text, entries);

    /// <summary>No name.</summary>
    public static AddressOverrides None { get; } = new([], "", new Dictionary<string, string>());

    /// <summary>The entries as they were given, to show them.</summary>
    public IReadOnlyDictionary<string, string> Entries => entries;

    /// <summary>Reads them from an input.</summary>
    /// <param name="entries">
    /// From <c>name</c> or <c>name:port</c> to <c>address</c> or <c>address:port</c>. IPv6 addresses with a port are in brackets.
    /// </param>
    /// <param name="input">The input's name, for the message when an entry is wrong.</param>
    /// <exception cref="ActionInputException">An entry cannot be read.</exception>
    public static AddressOverrides Parse(IReadOnlyDictionary<string, string>? entries, string input = "resolve")
    {
        if (entries is null or { Count: 0 }) return None;
        var addresses = new Dictionary<string, (IPAddress, int?)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in entries)
        {
            if (name.Length == 0) throw new ActionInputException(input, $"`{input}` has an empty name: write `name: address` or `name:port: address`.");
            addresses[name.Trim('[', ']')] = Read(name, value, input);
        }
        return new(addresses, string.Join(';', entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}")), entries);
    }

    /// <summary>Where to go for a host and a port; null when the name is to be looked up.</summary>
    public IPEndPoint? Find(string host, int port)
    {
        if (addresses.Count == 0) return null;
        if (!addresses.TryGetValue($"{host}:{port.ToString(CultureInfo.InvariantCulture)}", out var found) && !addresses.TryGetValue(host, out found)) return null;
        return new IPEndPoint(found.Address, found.Port ?? port);
    }

    /// <inheritdoc/>
    public bool Equals(AddressOverrides? other) => other is not null && text == other.text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressOverrides);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    static (IPAddress, int?) Read(string name, string value, string input)
    {
        // An IPv6 address without brackets would read as an address with a port.
        if (IPAddress.TryParse(value.Trim('[', ']'), out var address)) return (address, null);
        if (IPEndPoint.TryParse(value, out var endPoint) && endPoint.Port > 0) return (endPoint.Address, endPoint.Port);
        throw new ActionInputException(
            input, $"`{input}.{name}` is {Words.Quote(value)}: give an IP address, with or without a port, such as 127.0.0.1 or [::1]:8443.");
    }
}
