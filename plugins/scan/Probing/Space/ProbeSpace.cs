using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Space;

/// <summary>
/// Every port of every address, in a random order, without a list of them: neighbours in the order are unlikely to be of one host, so
/// that no host and no way there gets a burst. The same seed gives the same order, so that a scan can go on where it stopped.
/// </summary>
sealed class ProbeSpace
{
    readonly IAddressSpace addresses;
    readonly ushort[] ports;
    readonly Permutation order;

    /// <param name="addresses">Whom to ask; at least one.</param>
    /// <param name="ports">Which ports, none twice; a single 0 for pings.</param>
    /// <param name="seed">What the order depends on.</param>
    /// <exception cref="OverflowException">There are more than 2^63 - 1 pairs.</exception>
    public ProbeSpace(IAddressSpace addresses, IReadOnlyList<ushort> ports, ulong seed)
    {
        this.addresses = addresses;
        this.ports = [.. ports];
        Seed = seed;
        Count = checked(addresses.Count * ports.Count);
        order = new(Count, seed);
    }

    /// <summary>How many there are.</summary>
    public long Count { get; }

    /// <summary>What the order depends on.</summary>
    public ulong Seed { get; }

    /// <summary>The addresses.</summary>
    public IAddressSpace Addresses => addresses;

    /// <summary>How many ports each address has.</summary>
    public int Ports => ports.Length;

    /// <summary>What stands at a place of the order, from 0 to <see cref="Count"/> - 1.</summary>
    public ProbeTarget this[long position]
    {
        get
        {
            var (host, port) = Math.DivRem(order[position], ports.Length);
            return new(host, addresses[host], ports[port]);
        }
    }
}
