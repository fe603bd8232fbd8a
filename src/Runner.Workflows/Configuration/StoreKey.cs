using System.Globalization;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>
/// Reads <c>store: runs.db</c> or <c>store: { location: ..., key: ..., keep: { for: 30d, failed-for: 90d, runs: 10000 } }</c>. Nothing is opened.
/// </summary>
static class StoreKey
{
    const string Example = "such as store: runs.db, or store: { location: postgresql://runner@db.example.com/runner, keep: { for: 30d } }";

    public static StoreSettings? Read(YamlNode node, string folder, DiagnosticBag diagnostics)
    {
        if (node is YamlScalar scalar)
        {
            if (!scalar.Value.IsNull) return Location(scalar, folder, diagnostics) is { } only ? new() { Location = only } : null;
            diagnostics.Error(DiagnosticCodes.WrongType, node.Location, "`store` has no value", "write one, or remove the line");
            return null;
        }

        if (node is YamlSequence)
        {
            diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`store` must be a path, a URL or a mapping, and this is {node.Display}", Example);
            return null;
        }

        if (MappingReader.Of(node, "`store`", diagnostics, Example) is not { } keys) return null;
        var location = keys.Scalar("location") is { } written ? Location(written, folder, diagnostics) : null;
        var key = keys.Scalar("key");
        var settings = new StoreSettings { Location = location, KeyFile = key is null ? null : Path.GetFullPath(key.Text, folder) };
        if (keys.Node("keep") is { } keep) settings = ReadKeep(keep, settings, diagnostics);
        keys.Finish(static name => name is "path" or "file" or "url" or "database" ? "it is called `location`" : name is "retention" ? "it is called `keep`" : null);
        return settings;
    }

    static StoreSettings ReadKeep(YamlNode node, StoreSettings settings, DiagnosticBag diagnostics)
    {
        if (MappingReader.Of(node, "`keep`", diagnostics, "such as keep: { for: 30d, failed-for: 90d, runs: 10000 }") is not { } keys) return settings;
        var keepFor = Duration("for") ?? settings.KeepFor;
        var failed = keys.Scalar("failed-for");
        // Whoever keeps all for long does not mean failures to go sooner.
        var keepFailedFor = (failed is null ? null : Duration("failed-for")) ?? (keepFor > settings.KeepFailedFor ? keepFor : settings.KeepFailedFor);
        if (failed is not null && keepFailedFor < keepFor)
            diagnostics.Error(DiagnosticCodes.InvalidValue, failed.Location, "`failed-for` is shorter than `for`", "failures are kept at least as long as other runs: those are what one looks for later");
        var runs = settings.KeepRuns;
        if (keys.Scalar("runs") is { } number && (!int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out runs) || runs < 1))
            diagnostics.Error(DiagnosticCodes.InvalidValue, number.Location, $"`runs` cannot be '{ShownText.Shorten(number.Text)}'", "write how many runs are kept, such as 10000; 1 is the least");
        keys.Finish();
        return settings with { KeepFor = keepFor, KeepFailedFor = keepFailedFor, KeepRuns = runs };

        TimeSpan? Duration(string name)
        {
            if (keys.Scalar(name) is not { } scalar) return null;
            if (DurationText.TryParse(scalar.Text, out var duration) && duration > TimeSpan.Zero) return duration;
            diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{name}` cannot be '{ShownText.Shorten(scalar.Text)}'", DurationText.Help);
            return null;
        }
    }

    static string? Location(YamlScalar scalar, string folder, DiagnosticBag diagnostics)
    {
        var text = scalar.Text;
        if (StoreSettings.IsUrl(text))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.AbsolutePath.Length > 1) return text;
            diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, "the URL names no database", "such as postgresql://runner@db.example.com/runner");
            return null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            // Not the text: there may be a password in it.
            diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"runs cannot be kept in `{ShownText.Shorten(text[..text.IndexOf("://", StringComparison.Ordinal)])}://`", "write the path of a file (SQLite), or postgresql://user@host/database");
            return null;
        }

        var path = Path.GetFullPath(text, folder);
        if (!Directory.Exists(path)) return path;
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{ShownText.Shorten(text, 80)}` is a folder", $"name a file in it, such as {Path.Combine(text, "runner.db")}");
        return null;
    }
}
