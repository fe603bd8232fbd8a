using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Targets;

/// <summary>
/// The targets of a scan as they are written: names, addresses, networks, ranges, hosts of an inventory, files of these (<c>@FILE</c>), and
/// what is left out. Reading them asks nobody; <see cref="ResolveAsync"/> looks the names up.
/// </summary>
sealed class TargetList
{
    readonly TargetOptions options;
    readonly TargetReader targets, exclusions;

    TargetList(TargetOptions options, TargetReader targets, TargetReader exclusions) => (this.options, this.targets, this.exclusions) = (options, targets, exclusions);

    /// <summary>The targets, as they were written.</summary>
    public required IReadOnlyList<string> Written { get; init; }

    /// <summary>What is left out, as it was written.</summary>
    public required IReadOnlyList<string> Excluded { get; init; }

    /// <summary>Reads texts.</summary>
    /// <param name="targets">Each one target, or several with blanks between them; with <c>!</c> in front, what is left out.</param>
    /// <param name="exclude">What is left out, in the same forms; null for nothing.</param>
    /// <param name="options">How they are read; null for the usual way.</param>
    /// <exception cref="ActionInputException">One is wrong: which, why, and what would be right.</exception>
    public static TargetList Parse(IEnumerable<string> targets, IEnumerable<string>? exclude = null, TargetOptions? options = null) =>
        Parse(targets.Select(static text => new TargetInput(text, null)), exclude?.Select(static text => new TargetInput(text, null)), options);

    /// <inheritdoc cref="Parse(IEnumerable{string}, IEnumerable{string}?, TargetOptions?)"/>
    public static TargetList Parse(IEnumerable<TargetInput> targets, IEnumerable<TargetInput>? exclude, TargetOptions? options = null)
    {
        options ??= new();
        var exclusions = new TargetReader(options, options.ExcludeInput, isScanned: false);
        var reader = new TargetReader(options, options.Input, isScanned: true) { Excluding = exclusions };
        var written = Read(targets, reader);
        var excluded = Read(exclude ?? [], exclusions);
        if (reader.Collected.IsEmpty)
        {
            throw new ActionInputException(
                options.Input, $"`{options.Input}` names no host: give names, addresses or networks, such as www.example.com, 192.0.2.10 or 192.0.2.0/24.");
        }
        return new(options, reader, exclusions) { Written = written, Excluded = excluded };
    }

    /// <summary>Looks the names up, all at once, and leaves out what is to be left out.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">No target has an address, or a name that is to be left out has none.</exception>
    /// <exception cref="NetworkPolicyException">The network policy forbids to scan a target.</exception>
    /// <exception cref="ActionInputException">Nothing is left to scan.</exception>
    public async Task<ScanTargets> ResolveAsync(CancellationToken cancel)
    {
        var (wanted, left) = (targets.Collected, exclusions.Collected);
        foreach (var name in wanted.Names.Keys) options.Network.CheckName(name, name);
        string[] names = [.. wanted.Names.Keys, .. left.Names.Keys.Where(name => !wanted.Names.ContainsKey(name))];
        var found = names.Length == 0 ? [] : await NameLookup.FindAsync(names, options.ResolveTimeout, cancel).ConfigureAwait(false);
        var answers = new Dictionary<string, LookedUp>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++) answers[names[i]] = found[i];

        var excluded = Exclusions(left, answers);
        var named = new Dictionary<ScanAddress, TargetName>();
        foreach (var (address, name) in wanted.Named) named.TryAdd(address, new(name, name));
        var unresolved = new List<UnresolvedTarget>();
        foreach (var (name, target) in wanted.Names)
        {
            if (answers[name].Reason is { } reason) unresolved.Add(new(target.Shown, reason));
            else if (Chosen(answers[name].Addresses) is not { Length: > 0 } addresses)
                unresolved.Add(new(target.Shown, $"it has no {(options.Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} address, only {string.Join<IPAddress>(", ", answers[name].Addresses)}"));
            else if (Array.TrueForAll(addresses, IsNobody)) unresolved.Add(new(target.Shown, $"{addresses[0]} is no host's address, as those give who keep a name from being reached"));
            else foreach (var address in addresses) if (!IsNobody(address)) named.TryAdd(ScanAddress.Of(address), new(target.Shown, name));
        }
        if (wanted.Ranges.Count == 0 && named.Count == 0) throw NoneResolved(unresolved);

        var numbers = RangeSet.Of(wanted.Ranges).Without(excluded);
        var ofNames = RangeSet.Of([.. named.Keys.Select(AddressRange.Of)]).Without(excluded);
        var all = RangeSet.Of([.. numbers.Ranges, .. ofNames.Ranges]);
        if (all.Count == 0)
            throw new ActionInputException(options.ExcludeInput, $"`{options.ExcludeInput}` leaves nothing of `{options.Input}` to scan: leave out less.");
        ScanPermission.Require(options, numbers, all, named);
        wanted.Singles.UnionWith(named.Keys);
        return new(all, named, wanted.Singles) { Unresolved = unresolved, Written = Written, Excluded = Excluded };
    }

    static List<string> Read(IEnumerable<TargetInput> inputs, TargetReader reader)
    {
        var written = new List<string>();
        foreach (var input in inputs)
        {
            written.Add(input.Text);
            if (input.Host is { } address) reader.AddHost(input.Text, address);
            else reader.Read(input.Text);
        }
        return written;
    }

    RangeSet Exclusions(CollectedTargets left, Dictionary<string, LookedUp> answers)
    {
        foreach (var (name, target) in left.Names)
        {
            if (answers[name].Reason is { } reason)
            {
                throw new DnsResolutionException(name, $"`{options.ExcludeInput}` has {Words.Quote(target.Written.Text)}, which cannot be left out without its address: {reason}.")
                {
                    Help = "Is the name spelled right? An address can be left out without a resolver.",
                };
            }
            foreach (var address in answers[name].Addresses) left.Ranges.Add(AddressRange.Of(ScanAddress.Of(address)));
        }
        foreach (var address in left.Named.Keys) left.Ranges.Add(AddressRange.Of(address));
        return RangeSet.Of(left.Ranges);
    }

    /// <summary>Which addresses of a name are scanned: see <see cref="TargetOptions.Family"/> and <see cref="TargetOptions.AllAddresses"/>.</summary>
    IPAddress[] Chosen(IPAddress[] addresses)
    {
        if (options.Family is { } family) addresses = Array.FindAll(addresses, address => address.AddressFamily == family);
        if (options.AllAddresses || addresses.Length < 2) return addresses;
        return [Array.Find(addresses, static address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0]];
    }

    static bool IsNobody(IPAddress address) => ScanAddress.Of(address).Value == 0;

    static DnsResolutionException NoneResolved(List<UnresolvedTarget> unresolved)
    {
        const int Shown = 5;
        var each = string.Join("; ", unresolved.Take(Shown).Select(static target => $"{target.Name}: {target.Reason}"));
        var more = unresolved.Count > Shown ? $"; and {unresolved.Count - Shown} more" : "";
        return new(unresolved[0].Name, $"{(unresolved.Count == 1 ? "The target could not be resolved" : "None of the targets could be resolved")}: {each}{more}.")
        {
            Help = "Is it spelled right, and does this machine have a working resolver?",
        };
    }
}
