using System.Text.Unicode;

namespace Runner.PluginHost.Manifests;

/// <summary>
/// Reads a manifest, strictly: what it does not know, it refuses. By hand, since a serializer costs more at start-up than
/// everything else here.
/// </summary>
static class ManifestReader
{
    /// <summary>Reads a manifest and checks all of it.</summary>
    /// <exception cref="ManifestFormatException">It is not JSON, not a manifest, or of another format.</exception>
    public static PluginManifest Read(byte[] json)
    {
        if (!Utf8.IsValid(json)) throw ManifestFormatException.At(json, 0, "it is not UTF-8 text");
        var cursor = new JsonCursor(json);
        return Manifest(ref cursor, json);
    }

    static PluginManifest Manifest(ref JsonCursor cursor, byte[] json)
    {
        cursor.Advance();
        cursor.Expect(JsonToken.Object, "a manifest is a JSON object");
        var start = cursor;
        string? name = null, summary = null, version = null;
        long? format = null, apiVersion = null;
        FileStamp? assembly = null;
        var beside = new List<FileStamp>();
        var actions = new List<ManifestAction>();
        var sources = new List<ManifestSource>();
        while (cursor.NextProperty())
        {
            if (cursor.Is("format"u8))
            {
                format = cursor.NextInteger();
                // An older one says less, and all that it says holds: a plugin need not be built anew for a later Runner.
                if (format is < 1 or > PluginManifest.CurrentFormat)
                    throw cursor.Wrong($"the manifest has format {format}, and this Runner reads formats 1 to {PluginManifest.CurrentFormat}");
            }
            else if (cursor.Is("plugin"u8)) name = cursor.NextText();
            else if (cursor.Is("apiVersion"u8)) apiVersion = cursor.NextInteger();
            else if (cursor.Is("summary"u8)) summary = cursor.NextText();
            else if (cursor.Is("version"u8)) version = cursor.NextText();
            else if (cursor.Is("assembly"u8))
            {
                cursor.Advance();
                var at = cursor;
                assembly = Stamp(ref cursor);
                if (assembly.Mvid is null) throw at.Wrong("the assembly has no mvid");
            }
            else if (cursor.Is("beside"u8))
            {
                StartList(ref cursor);
                while (cursor.NextItem()) beside.Add(Stamp(ref cursor));
            }
            else if (cursor.Is("actions"u8))
            {
                StartList(ref cursor);
                while (cursor.NextItem()) actions.Add(Action(ref cursor));
            }
            else if (cursor.Is("sources"u8))
            {
                StartList(ref cursor);
                while (cursor.NextItem()) sources.Add(Source(ref cursor));
            }
            else throw cursor.Unknown();
        }

        cursor.End();
        if (format is null) throw start.Wrong("the manifest does not say its format");
        return new PluginManifest(json)
        {
            Name = name ?? throw start.Wrong("the manifest does not name its plugin"),
            ApiVersion = (int)(apiVersion ?? throw start.Wrong("the manifest has no apiVersion")),
            Summary = summary,
            Version = version ?? throw start.Wrong("the manifest has no version"),
            Assembly = assembly ?? throw start.Wrong("the manifest has no assembly"),
            Beside = beside,
            Actions = actions,
            Sources = sources,
        };
    }

    static void StartList(ref JsonCursor cursor)
    {
        cursor.Advance();
        cursor.Expect(JsonToken.Array, "a list was expected");
    }

    static FileStamp Stamp(ref JsonCursor cursor)
    {
        cursor.Expect(JsonToken.Object, "a file was expected: an object");
        var start = cursor;
        string? file = null;
        string? mvid = null;
        long length = 0, lastWrite = 0;
        while (cursor.NextProperty())
        {
            if (cursor.Is("file"u8)) file = cursor.NextText();
            else if (cursor.Is("mvid"u8)) mvid = cursor.NextText();
            else if (cursor.Is("length"u8)) length = cursor.NextInteger();
            else if (cursor.Is("lastWrite"u8)) lastWrite = cursor.NextInteger();
            else throw cursor.Unknown();
        }

        return new(file ?? throw start.Wrong("this file has no name"), mvid, length, lastWrite);
    }

    static ManifestSource Source(ref JsonCursor cursor)
    {
        cursor.Expect(JsonToken.Object, "a source of actions was expected: an object");
        var start = cursor;
        string? kind = null;
        long token = 0;
        while (cursor.NextProperty())
        {
            if (cursor.Is("kind"u8)) kind = cursor.NextText();
            else if (cursor.Is("token"u8)) token = cursor.NextInteger();
            else throw cursor.Unknown();
        }

        return new(kind ?? throw start.Wrong("this source has no kind"), (int)token);
    }

    /// <summary>One action, alone in its text.</summary>
    /// <exception cref="ManifestFormatException">It is not one.</exception>
    public static ManifestAction ReadAction(byte[] json)
    {
        var cursor = new JsonCursor(json);
        cursor.Advance();
        var action = Action(ref cursor);
        cursor.End();
        return action;
    }

    static ManifestAction Action(ref JsonCursor cursor)
    {
        cursor.Expect(JsonToken.Object, "an action was expected: an object");
        var start = cursor;
        string? name = null, type = null, summary = null, expect = null, opens = null, deprecated = null, contract = null, group = null;
        bool idempotent = false, safe = false;
        long token = 0;
        int inputs = -1, result = -1;
        while (cursor.NextProperty())
        {
            if (cursor.Is("name"u8)) name = cursor.NextText();
            else if (cursor.Is("type"u8)) type = cursor.NextText();
            else if (cursor.Is("token"u8)) token = cursor.NextInteger();
            else if (cursor.Is("summary"u8)) summary = cursor.NextText();
            else if (cursor.Is("idempotent"u8)) idempotent = cursor.NextBoolean();
            else if (cursor.Is("safe"u8)) safe = cursor.NextBoolean();
            else if (cursor.Is("defaultExpect"u8)) expect = cursor.NextText();
            else if (cursor.Is("contract"u8)) contract = cursor.NextText();
            else if (cursor.Is("group"u8)) group = cursor.NextText();
            else if (cursor.Is("opens"u8)) opens = cursor.NextText();
            else if (cursor.Is("deprecated"u8)) deprecated = cursor.NextText();
            else if (cursor.Is("inputs"u8)) inputs = Shape(ref cursor);
            else if (cursor.Is("result"u8)) result = Shape(ref cursor);
            else throw cursor.Unknown();
        }

        return new ManifestAction
        {
            Name = name ?? throw start.Wrong("this action has no name"),
            TypeName = type ?? throw start.Wrong("this action has no type"),
            Token = (int)token,
            Summary = summary,
            Idempotent = idempotent,
            Safe = safe,
            DefaultExpect = expect,
            Contract = contract,
            Group = group,
            Opens = opens,
            Deprecated = deprecated,
            InputsAt = inputs >= 0 ? inputs : throw start.Wrong("this action has no inputs"),
            ResultAt = result >= 0 ? result : throw start.Wrong("this action has no result"),
        };
    }

    static int Shape(ref JsonCursor cursor)
    {
        cursor.Advance();
        var at = cursor.Offset;
        ShapeReader.Check(ref cursor);
        return at;
    }
}
