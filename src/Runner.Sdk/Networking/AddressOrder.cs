using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>In which order the addresses of a name are tried.</summary>
static class AddressOrder
{
    /// <summary>
    /// The resolver's order (RFC 6724), alternating between the families (RFC 8305, section 4), so that a family
    /// which does not work here costs one attempt and not all of its addresses.
    /// </summary>
    internal static IPAddress[] Interleave(IPAddress[] addresses)
    {
        var family = addresses[0].AddressFamily;
        if (Array.TrueForAll(addresses, address => address.AddressFamily == family)) return addresses;
        var preferred = Array.FindAll(addresses, address => address.AddressFamily == family);
        var others = Array.FindAll(addresses, address => address.AddressFamily != family);
        var ordered = new List<IPAddress>(addresses.Length);
        for (var i = 0; ordered.Count < addresses.Length; i++)
        {
            if (i < preferred.Length) ordered.Add(preferred[i]);
            if (i < others.Length) ordered.Add(others[i]);
        }
        return [.. ordered];
    }
}
