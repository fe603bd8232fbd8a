using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Runner.PluginHost.Manifests;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Clients;

/// <summary>
/// What is kept of a client's actions: a head with their names, and behind it the text of each, which is read when somebody asks for it. A
/// thousand actions cost a look at the head.
/// </summary>
/// <remarks>
/// The first line says how long the head is. The head has a line each: what it was made from, the title, how many documents, notes and
/// actions there are, and these; an action with its place, its length, and its name.
/// </remarks>
sealed class ActionFile
{
    const string Mark = "runner-actions 1 ";
    const int FirstLine = 32;

    // Read by nobody but Runner.
    static readonly JsonWriterOptions Options = new() { MaxDepth = 256, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Dictionary<string, Entry> actions = new(StringComparer.Ordinal);
    // Open for as long as the process lives, so that whoever clears the cache disturbs nobody.
    readonly SafeFileHandle? file;
    readonly byte[]? content;
    readonly int bodyAt;

    ActionFile(SafeFileHandle? file, byte[]? content, int bodyAt) => (this.file, this.content, this.bodyAt) = (file, content, bodyAt);

    /// <summary>What it was made from.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What the document calls itself.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The documents.</summary>
    public List<DocumentStamp> Documents { get; } = [];

    /// <summary>What is odd about them.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The names of the actions, in the document's order.</summary>
    public IEnumerable<string> Names => actions.Keys;

    /// <summary>How many there are.</summary>
    public int Count => actions.Count;

    /// <summary>The action of a name; null when there is none.</summary>
    /// <exception cref="IOException">The file has gone, or is damaged.</exception>
    public ActionDescriptor? Find(string name, string client)
    {
        if (!actions.TryGetValue(name, out var entry)) return null;
        return entry.Descriptor ??= Read(entry, client);
    }

    ActionDescriptor Read(Entry entry, string client)
    {
        byte[] json;
        if (content is not null) json = content[(bodyAt + entry.Offset)..(bodyAt + entry.Offset + entry.Length)];
        else
        {
            json = new byte[entry.Length];
            for (int read = 0, more; read < json.Length; read += more)
                if ((more = RandomAccess.Read(file!, json.AsSpan(read), bodyAt + entry.Offset + read)) == 0) throw new IOException("What is kept of the client's actions is damaged: `runner cache clear` removes it.");
        }

        try
        {
            return ManifestReader.ReadAction(json).Describe(json, client);
        }
        catch (ManifestFormatException e)
        {
            throw new IOException($"What is kept of the client's actions is damaged: `runner cache clear` removes it. {e.Message}", e);
        }
    }

    /// <summary>Reads the head of a file; null when it is not there, damaged, or made from something else.</summary>
    public static ActionFile? Open(string path, string key)
    {
        try
        {
            if (!File.Exists(path)) return null;
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var first = new byte[FirstLine];
            if (RandomAccess.Read(file, first, 0) < FirstLine || HeadLength(first) is not { } length || length > RandomAccess.GetLength(file))
            {
                file.Dispose();
                return null;
            }

            var head = new byte[length];
            for (int read = 0, more; read < head.Length && (more = RandomAccess.Read(file, head.AsSpan(read), FirstLine + read)) > 0;) read += more;
            var found = new ActionFile(file, null, FirstLine + length);
            if (found.ReadHead(Encoding.UTF8.GetString(head)) && found.Key == key) return found;
            file.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if it were not there: it is made again.
            return null;
        }
    }

    /// <summary>Reads the bytes of one that was just made.</summary>
    public static ActionFile Of(byte[] content)
    {
        var length = HeadLength(content)!.Value;
        var file = new ActionFile(null, content, FirstLine + length);
        file.ReadHead(Encoding.UTF8.GetString(content, FirstLine, length));
        return file;
    }

    /// <summary>The bytes of a file.</summary>
    public static byte[] Make(string key, string title, IReadOnlyList<DocumentStamp> documents, IReadOnlyList<string> notes, IReadOnlyList<ActionDescriptor> actions)
    {
        using var body = new MemoryStream();
        var head = new StringBuilder();
        head.Append(Line(key)).Append(Line(title)).Append(Line(Number(documents.Count)));
        foreach (var document in documents) head.Append(Line(document.ToLine()));
        head.Append(Line(Number(notes.Count)));
        foreach (var note in notes) head.Append(Line(note));
        head.Append(Line(Number(actions.Count)));
        foreach (var action in actions)
        {
            var at = body.Length;
            using (var json = new Utf8JsonWriter(body, Options)) ManifestWriter.Write(json, action, token: 0);
            head.Append(Line($"{Number(at)}\t{Number(body.Length - at)}\t{action.Name}"));
        }

        var text = Encoding.UTF8.GetBytes(head.ToString());
        var first = Encoding.ASCII.GetBytes((Mark + Number(text.Length)).PadRight(FirstLine - 1) + "\n");
        return [.. first, .. text, .. body.GetBuffer().AsSpan(0, (int)body.Length)];
    }

    static string Line(string text) => text.ReplaceLineEndings(" ") + "\n";

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static int? HeadLength(byte[] first)
    {
        var text = Encoding.ASCII.GetString(first, 0, FirstLine);
        return text.StartsWith(Mark, StringComparison.Ordinal) && int.TryParse(text.AsSpan(Mark.Length).Trim(), CultureInfo.InvariantCulture, out var length) && length > 0 ? length : null;
    }

    bool ReadHead(string head)
    {
        var lines = head.Split('\n');
        var at = 0;
        Key = Next();
        Title = Next();
        for (var left = Count(); left > 0; left--)
        {
            if (DocumentStamp.Parse(Next()) is not { } stamp) return false;
            Documents.Add(stamp);
        }

        for (var left = Count(); left > 0; left--) Notes.Add(Next());
        for (var left = Count(); left > 0; left--)
        {
            if (Next().Split('\t', 3) is not [var offset, var length, var name]) return false;
            if (!int.TryParse(offset, CultureInfo.InvariantCulture, out var begins) || !int.TryParse(length, CultureInfo.InvariantCulture, out var size)) return false;
            actions[name] = new(begins, size);
        }

        return true;

        string Next() => at < lines.Length ? lines[at++] : "";

        int Count() => int.TryParse(Next(), CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    sealed class Entry(int offset, int length)
    {
        public int Offset => offset;

        public int Length => length;

        public ActionDescriptor? Descriptor { get; set; }
    }
}
