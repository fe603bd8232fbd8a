using System.Globalization;

namespace Runner.Workflows.Diagnostics.Reference;

/// <summary>
/// The reference of diagnostics: one page a code. The pages are the files of <c>docs/diagnostics</c>, which are part of the
/// assembly, so that a new code takes a constant in <see cref="DiagnosticCodes"/> and a file there.
/// </summary>
public static class DiagnosticCatalogue
{
    const string Prefix = "Diagnostics/";
    const string Ending = ".md";

    /// <summary>Every code that has a page, in order.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        .. typeof(DiagnosticCatalogue).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Every page, in the order of the codes.</summary>
    public static IEnumerable<DiagnosticPage> Pages => Codes.Select(Read);

    /// <summary>The page on a code, which may be written in short: <c>RUN0203</c>, <c>run203</c>, <c>203</c>. Null when there is none.</summary>
    public static DiagnosticPage? Find(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var digits = code.StartsWith("RUN", StringComparison.OrdinalIgnoreCase) ? code.AsSpan(3) : code;
        return ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Codes.Contains($"RUN{number:0000}") ? Read($"RUN{number:0000}") : null;
    }

    static DiagnosticPage Read(string code)
    {
        using var stream = typeof(DiagnosticCatalogue).Assembly.GetManifestResourceStream(Prefix + code + Ending)!;
        using var reader = new StreamReader(stream);
        return DiagnosticPage.Parse(reader.ReadToEnd());
    }
}
