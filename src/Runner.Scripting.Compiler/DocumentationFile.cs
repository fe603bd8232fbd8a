using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Runner.Scripting.Compiler;

/// <summary>The documentation of an assembly that stands beside it.</summary>
/// <param name="path">The file.</param>
sealed class DocumentationFile(string path) : DocumentationProvider
{
    readonly Lazy<Dictionary<string, string>> members = new(() => XDocument.Load(path).Descendants("member").GroupBy(member => (string?)member.Attribute("name") ?? "").ToDictionary(same => same.Key, same => same.First().ToString(), StringComparer.Ordinal));

    /// <summary>That of an assembly; null where there is none.</summary>
    public static DocumentationFile? Beside(string assembly) => Path.ChangeExtension(assembly, ".xml") is var file && File.Exists(file) ? new(file) : null;

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) => members.Value.GetValueOrDefault(documentationMemberID);
}
