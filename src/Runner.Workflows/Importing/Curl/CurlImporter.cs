using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>Reads curl commands: one, or several as a browser's "Copy all as cURL" gives them.</summary>
sealed class CurlImporter(ImportSource source, ImportOptions options, ImportedSecrets secrets, ImportNotes notes)
{
    const string What = "a curl command";

    readonly SourceText text = source.Text(What);

    public ImportedWorkflow Read()
    {
        var commands = WindowsShell.Wrote(text.Content) ? new WindowsShell(text).Read() : new PosixShell(text, secrets, notes).Read();
        if (commands.Count == 0) throw new ImportException(text.Path, "there is no command in it", $"it should be {What}");
        var requests = new List<ImportedRequest>();
        foreach (var command in commands)
        {
            var program = Path.GetFileNameWithoutExtension(command[0].Text.Replace('\\', '/'));
            if (program == "curl") requests.AddRange(ReadCommand(command));
            else if (requests.Count == 0 && !commands.Exists(other => other[0].Text is "curl" or "curl.exe"))
                throw new ImportException(At(command[0]), $"this is not a curl command: it starts with `{Shown(command[0].Text)}`", "quote the whole command: runner import curl 'curl https://example.com/'");
            else notes.Warn(At(command[0]).ToString(), $"`{Shown(command[0].Text)}` is no curl command, and is left out");
        }

        var host = Uri.TryCreate(ExpressionMark.Literals(requests.Count > 0 ? requests[0].Url : ""), UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.Host : "curl";
        return new(host) { Requests = requests };
    }

    List<ImportedRequest> ReadCommand(List<ShellWord> words)
    {
        var requests = new List<ImportedRequest>();
        var request = new CurlRequest(options, secrets, notes, place => At(place).ToString());
        var onlyUrls = false;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (onlyUrls || word.Text is "-" || !word.Text.StartsWith('-')) request.AddUrl(word);
            else if (word.Text == "--") onlyUrls = true;
            else if (word.Text.StartsWith("--", StringComparison.Ordinal)) ReadLong(word, ref i);
            else ReadLetters(word, ref i);
        }

        Finish();
        return requests;

        void ReadLong(ShellWord word, ref int i)
        {
            var name = word.Text[2..];
            if (name == "next")
            {
                Finish();
                return;
            }

            var isOff = name.StartsWith("no-", StringComparison.Ordinal) && CurlOptions.Find(name) is null;
            var option = CurlOptions.Find(isOff ? name[3..] : name) ?? throw Unknown(word, name);
            if (option.TakesValue) Use(option, word, Value(option, word, ref i));
            else if (isOff) request.TurnOff(option);
            else Use(option, word, new("", word.Offset));
        }

        void ReadLetters(ShellWord word, ref int i)
        {
            for (var at = 1; at < word.Text.Length; at++)
            {
                var letter = word.Text[at];
                var option = CurlOptions.Find(letter) ?? throw Unknown(word, letter.ToString());
                if (option.Name == "next")
                {
                    Finish();
                    continue;
                }

                if (!option.TakesValue)
                {
                    Use(option, word, new("", word.Offset));
                    continue;
                }

                Use(option, word, at + 1 < word.Text.Length ? new(word.Text[(at + 1)..], word.Offset) : Value(option, word, ref i));
                return;
            }
        }

        ShellWord Value(CurlOption option, ShellWord word, ref int i) =>
            ++i < words.Count ? words[i] : throw new ImportException(At(word), $"`{word.Text}` needs a value, and the command ends here", "the command may have been cut off when it was copied");

        void Use(CurlOption option, ShellWord word, ShellWord value)
        {
            if (option.Use == CurlUse.Import) request.Use(option, word, value);
            else if (option.Use == CurlUse.Warn) notes.Warn(At(word).ToString(), $"`--{option.Name}` is left out{(option.Why is { } why ? $": {why}" : "")}");
        }

        void Finish()
        {
            if (!request.HasUrl) throw new ImportException(At(words[0]), "this command names no URL", "the command may have been cut off when it was copied");
            requests.AddRange(request.Finish());
            request = new(options, secrets, notes, place => At(place).ToString());
        }
    }

    ImportException Unknown(ShellWord word, string name) => new(At(word), $"curl has no option `{Shown(word.Text)}`", CurlOptions.Near(name) is { } near && name.Length > 1 ? $"did you mean `--{near}`?" : null);

    SourceLocation At(ShellWord word)
    {
        var end = word.Offset;
        while (end < text.Content.Length && !char.IsWhiteSpace(text.Content[end])) end++;
        return new(text, TextSpan.Between(word.Offset, Math.Max(end, word.Offset)));
    }

    static string Shown(string word) => ExpressionMark.Literals(word.Length > 40 ? word[..40] + "…" : word);
}
