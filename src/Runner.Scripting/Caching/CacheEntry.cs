using System.Text;
using Runner.Scripting.Compiling;

namespace Runner.Scripting.Caching;

/// <summary>A compiled script as it lies on disk: what it was made from, the assembly, and a checksum over both.</summary>
sealed record CacheEntry
{
    static ReadOnlySpan<byte> Magic => "runner script 4\n"u8;

    const int MostItems = 10_000;

    /// <summary>What the entry's name is made of, to tell a foreign entry.</summary>
    public required string Key { get; init; }

    /// <summary>The script's file, for people.</summary>
    public required string Path { get; init; }

    /// <summary>The full name of the type that has the script's entry.</summary>
    public required string EntryType { get; init; }

    /// <summary>The files that it loads, with their hashes.</summary>
    public required IReadOnlyList<LoadedFile> Files { get; init; }

    /// <summary>The assemblies that it names by itself, with their module versions.</summary>
    public required IReadOnlyList<NamedAssembly> Assemblies { get; init; }

    /// <summary>The assemblies of packages that it names, with how long each file is: a package of a version does not change.</summary>
    public IReadOnlyList<PackagedFile> Packaged { get; init; } = [];

    /// <summary>The native libraries of packages.</summary>
    public IReadOnlyList<string> Natives { get; init; } = [];

    /// <summary>Whether the packages are still where they were.</summary>
    public bool HasPackages
    {
        get
        {
            foreach (var (path, length) in Packaged)
                if (new FileInfo(path) is not { Exists: true } file || file.Length != length) return false;
            foreach (var path in Natives)
                if (!File.Exists(path)) return false;
            return true;
        }
    }

    /// <summary>The assembly.</summary>
    public required byte[] Assembly { get; init; }

    /// <summary>The entry as bytes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Key);
            writer.Write(Path);
            writer.Write(EntryType);
            writer.Write(Files.Count);
            foreach (var (path, hash) in Files) { writer.Write(path); writer.Write(hash); }
            writer.Write(Assemblies.Count);
            foreach (var (path, mvid) in Assemblies) { writer.Write(path); writer.Write(mvid); }
            writer.Write(Packaged.Count);
            foreach (var (path, length) in Packaged) { writer.Write(path); writer.Write(length); }
            writer.Write(Natives.Count);
            foreach (var path in Natives) writer.Write(path);
            writer.Write(Assembly.Length);
            writer.Write(Assembly);
        }

        stream.Write(Fingerprint.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Reads an entry; null when it is damaged, cut short, or nothing of the kind.</summary>
    public static CacheEntry? Read(byte[] bytes)
    {
        if (bytes.Length < Magic.Length + Fingerprint.Size || !bytes.AsSpan().StartsWith(Magic)) return null;
        var content = bytes.AsSpan(0, bytes.Length - Fingerprint.Size);
        if (!Fingerprint.Of(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length))) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, content.Length - Magic.Length), Encoding.UTF8);
        try
        {
            return new()
            {
                Key = reader.ReadString(),
                Path = reader.ReadString(),
                EntryType = reader.ReadString(),
                Files = ReadList(reader, static reader => new LoadedFile(reader.ReadString(), reader.ReadString())),
                Assemblies = ReadList(reader, static reader => new NamedAssembly(reader.ReadString(), reader.ReadString())),
                Packaged = ReadList(reader, static reader => new PackagedFile(reader.ReadString(), reader.ReadInt64())),
                Natives = ReadList(reader, static reader => reader.ReadString()),
                Assembly = reader.ReadBytes(reader.ReadInt32()),
            };
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            return null; // of another version, whose checksum is right
        }
    }

    static T[] ReadList<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        if (count is < 0 or > MostItems) throw new FormatException();
        var items = new T[count];
        for (var i = 0; i < items.Length; i++) items[i] = read(reader);
        return items;
    }
}
