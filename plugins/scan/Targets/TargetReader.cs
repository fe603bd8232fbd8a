using System.Globalization;
using System.Net;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Targets;

/// <summary>Reads texts of targets: what each is meant as, and the files that they name.</summary>
sealed class TargetReader(TargetOptions options, string input, bool isScanned)
{
    /// <summary>The largest file of targets: more than a million lines.</summary>
    const int LargestFile = 64 * 1024 * 1024;

    /// <summary>The longest name (RFC 1035, section 2.3.4).</summary>
    const int LongestName = 253;

    readonly CollectedTargets collected = new();

    /// <summary>Where what starts with <c>!</c> goes to; null where nothing may.</summary>
    public TargetReader? Excluding { get; init; }

    /// <summary>What was read so far.</summary>
    public CollectedTargets Collected => collected;

    /// <summary>Reads a text with one target or more, with blanks between them.</summary>
    /// <exception cref="ActionInputException">One is wrong.</exception>
    public void Read(string text) => ReadLine(text, null);

    /// <summary>Adds a host of an inventory: its address under its name.</summary>
    /// <exception cref="ActionInputException">The address is wrong.</exception>
    public void AddHost(string name, string? address) => AddHost(name, address ?? name, new(name, input, null));

    void ReadLine(string text, string? line)
    {
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            // `10.0.0.1, 10.0.0.2` is a list to people; a comma inside belongs to octets.
            if (word.Trim(',') is { Length: > 0 } target) ReadOne(new(target, input, line));
        }
    }

    void ReadOne(TargetText written)
    {
        var text = written.Text;
        if (text[0] == '!')
        {
            if (Excluding is null) throw written.Wrong("what is left out has no exception of its own: leave the ! away");
            if (text.Length == 1) throw written.Wrong("after the ! belongs what to leave out, such as !10.0.0.5");
            Excluding.ReadOne(written with { Text = text[1..] });
        }
        else if (text[0] == '@') ReadFile(written);
        else if (text.Contains("://", StringComparison.Ordinal))
            throw written.Wrong($"it is a URL, and a host is scanned: write {(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.Host : "its name or address")}");
        else if (Ipv4Text.IsMeantBy(text)) Ipv4Text.Read(written, collected);
        else if (IsPattern(text)) throw written.Wrong("it is no address, and read as a pattern it needs an inventory, which is not there or not asked here: give one (--inventory), or in a workflow choose hosts by ${{ hosts('web:!canary') }}");
        else if (Ipv6Text.IsMeantBy(text) && options.FindHost?.Invoke(text) is null) Ipv6Text.Read(written, collected, isScanned);
        else if (options.FindHost?.Invoke(text) is { } host) AddHost(host.Name, host.Address ?? host.Name, written);
        else AddName(text, text, written);
    }

    /// <summary>Whether a text is a pattern of hosts (<c>web:!canary</c>, <c>web:&amp;db</c>, <c>~db\d</c>), and neither an address nor a name with a port.</summary>
    bool IsPattern(string text)
    {
        if (options.FindHost?.Invoke(text) is not null) return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text.Contains('[', StringComparison.Ordinal)
            && (text.AsSpan().IndexOfAny("!&~") >= 0 || (text.AsSpan(0, colon).IndexOfAnyExcept(HexadecimalDigits) >= 0 && text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') >= 0));
    }

    void AddHost(string name, string address, TargetText written)
    {
        if (IPAddress.TryParse(address.Trim('[', ']'), out var literal))
        {
            var found = ScanAddress.Of(literal);
            if (found.Value == 0) throw written.Wrong($"{address} is no host's address: give the one that it is reached by");
            // Not among the ranges: the policy may know it by its name.
            if (collected.Named.Count >= CollectedTargets.MostRanges) throw written.Wrong($"with it there are more than {CollectedTargets.MostRanges:#,0} hosts: scan in several goes");
            collected.Named.TryAdd(found, name);
        }
        else AddName(name, address, written);
    }

    void AddName(string shown, string name, TargetText written)
    {
        var lookup = name.TrimEnd('.');
        if (lookup.Contains('/', StringComparison.Ordinal)) throw written.Wrong("a name has addresses, and no network: write the network by its address, such as 192.0.2.0/24");
        if (lookup.Contains('*', StringComparison.Ordinal)) throw written.Wrong("a name with * cannot be looked up: * stands for a number of an address, as in 192.0.2.*, and hosts of an inventory are chosen by ${{ hosts('web*') }}");
        try
        {
            if (!Ascii.IsValid(lookup)) lookup = new IdnMapping().GetAscii(lookup);
        }
        catch (ArgumentException)
        {
            throw written.Wrong("it is no name of a host, and no address");
        }
        if (lookup.Length is 0 or > LongestName || lookup.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0 || lookup.Split('.').Any(static label => label.Length is 0 or > 63))
            throw written.Wrong("it is no name of a host, and no address: write a name (www.example.com), an address (192.0.2.10), a network (192.0.2.0/24), a range (192.0.2.1-20) or a file of these (@hosts.txt)");
        collected.Names.TryAdd(lookup, new(shown, written));
    }

    static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    static readonly System.Buffers.SearchValues<char> HexadecimalDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    void ReadFile(TargetText written)
    {
        if (written.Line is not null) throw written.Wrong("a file of targets names no other file: list that one beside this");
        if (written.Text.Length == 1) throw written.Wrong("after the @ belongs the path of a file with one target a line, such as @hosts.txt");
        var path = RegularFile.FullPath(written.Text[1..], options.BaseDirectory, input);
        byte[]? content;
        try
        {
            RegularFile.Require(path, input);
            content = RegularFile.Read(path, LargestFile);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            var why = cause is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : cause.Message.TrimEnd('.');
            throw new ActionInputException(input, $"`{input}` has {Words.Quote(written.Text)}, and {path} cannot be read: {why}.", cause);
        }
        if (content is null) throw written.Wrong($"the file is larger than {Words.Bytes(LargestFile)}: write networks in place of single addresses");
        using var reader = new StreamReader(new MemoryStream(content));
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            ReadLine(comment < 0 ? line : line[..comment], string.Create(CultureInfo.InvariantCulture, $"{written.Text[1..]}:{number}"));
        }
    }
}
