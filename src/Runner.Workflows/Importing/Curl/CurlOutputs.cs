namespace Runner.Workflows.Importing;

/// <summary>The files that a curl command writes answers to: the first is for the first URL, and so on.</summary>
sealed class CurlOutputs(ImportOptions options, ImportNotes notes)
{
    // Null for the name in the URL.
    readonly List<string?> files = [];
    string? folder;
    bool all;

    /// <summary>Whether a part of a file is gone on with.</summary>
    public bool Resumes { get; private set; }

    /// <summary>Takes an option; false when it is of something else.</summary>
    public bool Use(string option, string value)
    {
        switch (option)
        {
            case "output": files.Add(value); break;
            case "remote-name": files.Add(null); break;
            case "remote-name-all": all = true; break;
            case "output-dir": folder = value; break;
            case "continue-at" when value == "-": Resumes = true; break;
            default: return false;
        }

        return true;
    }

    /// <summary>The file for the answer of a URL, as the workflow names it; null for none.</summary>
    public string? For(int index, string url, string place)
    {
        if (index >= files.Count && !all) return null;
        var file = index < files.Count ? files[index] : null;
        // Thrown away, or written to the terminal.
        if (file is "/dev/null" or "NUL" or "-") return null;
        if (file is null)
        {
            var path = UrlText.Split(url).Address;
            file = path[(path.LastIndexOf('/') + 1)..];
            if (file.Length == 0 || path.EndsWith($"://{file}", StringComparison.Ordinal))
            {
                notes.Warn(place, "`-O` is left out: the URL has no name for a file");
                return null;
            }
        }

        return options.PathFor(folder is null ? file : Path.Combine(folder, file));
    }
}
