namespace Runner.Workflows.Importing;

/// <summary>
/// Makes workflows from what people have: curl commands, HTTP archives, Postman collections, <c>.http</c> files. Secrets
/// of the source are not written into the workflow.
/// </summary>
public static class WorkflowImport
{
    /// <summary>Commands of curl, as a shell or a browser's "Copy as cURL" has them.</summary>
    /// <exception cref="ImportException">It is none, or it has an option that curl does not.</exception>
    public static ImportResult FromCurl(ImportSource source, ImportOptions options) => Import(source, options, (secrets, notes) => new CurlImporter(source, options, secrets, notes).Read());

    /// <summary>A HTTP archive (HAR 1.2), as browsers save it.</summary>
    /// <exception cref="ImportException">It is none, or nothing of it is wanted.</exception>
    public static ImportResult FromHar(ImportSource source, ImportOptions options) => Import(source, options, (secrets, notes) => new HarImporter(source, options, notes).Read());

    /// <summary>A Postman collection, version 2.1 or 2.0.</summary>
    /// <exception cref="ImportException">It is none.</exception>
    public static ImportResult FromPostman(ImportSource source, ImportOptions options) => Import(source, options, (secrets, notes) => new PostmanImporter(source, options, secrets, notes).Read());

    /// <summary>A <c>.http</c> file of VS Code's REST Client or of JetBrains' HTTP Client.</summary>
    /// <exception cref="ImportException">It is none.</exception>
    public static ImportResult FromHttpFile(ImportSource source, ImportOptions options) => Import(source, options, (secrets, notes) => new HttpFileImporter(source, options, secrets, notes).Read());

    static ImportResult Import(ImportSource source, ImportOptions options, Func<ImportedSecrets, ImportNotes, ImportedWorkflow> read)
    {
        var secrets = new ImportedSecrets();
        var notes = new ImportNotes();
        var workflow = read(secrets, notes);
        var given = workflow.Requests.Count;
        workflow.Requests.RemoveAll(request => !CanBeAsked(request, notes));
        if (workflow.Requests.Count == 0 && given > 0) throw new ImportException(source.Path, notes.Warnings[^1].Split(": ", 2)[^1], null);
        if (workflow.Requests.Count == 0) throw new ImportException(source.Path, "there is no request in it", null);
        return WorkflowWriting.Write(source.Path, workflow, options, secrets, notes);
    }

    static bool CanBeAsked(ImportedRequest request, ImportNotes notes)
    {
        var url = request.Url;
        // What an expression stands for is known when the workflow runs.
        var shown = !ExpressionMark.IsIn(url) ? url : string.Concat(ExpressionMark.Parts(url).Select((part, i) => !part.IsExpression ? part.Text : i == 0 ? "http://x" : "1"));
        if (Uri.TryCreate(shown, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Host.Length > 0) return true;
        notes.Warn(request.Place, $"the request is left out: `{ExpressionMark.Literals(url)}` is no URL that starts with http:// or https://");
        return false;
    }
}
