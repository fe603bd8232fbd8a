using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Runner.PluginHost.Discovery;

/// <summary>
/// Reads the module version id (MVID) of an assembly: four small reads. System.Reflection.Metadata would do it too, but
/// loading that library takes longer than all else that a start does with plugins.
/// </summary>
/// <remarks>Follows ECMA-335, partition II: 25 (PE headers), 24.2.1 and 24.2.2 (metadata root and streams), 24.2.6 and 22.30 (Module).</remarks>
static class ModuleVersion
{
    /// <summary>The module version as compilers write it, <c>3f2504e0-4f89-11d3-9a0c-0305e82c3301</c>; null when the file is not a .NET assembly.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string? Read(string path)
    {
        using var file = File.OpenHandle(path);
        try
        {
            return Read(file);
        }
        catch (ArgumentOutOfRangeException)
        {
            // An offset that points outside what was read: not a well-formed assembly.
            return null;
        }
    }

    static string? Read(SafeFileHandle file)
    {
        var headers = ReadAt(file, 0, 4096);
        if (headers.Length < 64 || U16(headers, 0) != 0x5A4D) return null;
        var pe = (int)U32(headers, 0x3C);
        if (U32(headers, pe) != 0x00004550) return null;
        var sections = U16(headers, pe + 6);
        var optional = pe + 24;
        var directories = optional + (U16(headers, optional) == 0x20B ? 112 : 96);
        var sectionTable = optional + U16(headers, pe + 20);

        var cli = ToOffset(U32(headers, directories + (14 * 8)));
        if (cli < 0) return null;
        var root = ToOffset(U32(ReadAt(file, cli, 16), 8));
        if (root < 0) return null;
        var metadata = ReadAt(file, root, 512);
        if (U32(metadata, 0) != 0x424A5342) return null;

        var tables = -1L;
        var guids = -1L;
        var at = 16 + (int)U32(metadata, 12);
        int streams = U16(metadata, at + 2);
        at += 4;
        for (var i = 0; i < streams; i++)
        {
            var offset = root + U32(metadata, at);
            var name = metadata.AsSpan(at + 8);
            name = name[..name.IndexOf((byte)0)];
            if (name.SequenceEqual("#~"u8) || name.SequenceEqual("#-"u8)) tables = offset;
            else if (name.SequenceEqual("#GUID"u8)) guids = offset;
            at += 8 + ((name.Length + 4) & ~3);
        }

        if (tables < 0 || guids < 0) return null;
        var table = ReadAt(file, tables, 24 + (64 * 4) + 16);
        var wideStrings = (table[6] & 1) != 0;
        var wideGuids = (table[6] & 2) != 0;
        var present = BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan(8));
        if ((present & 1) == 0) return null;
        var mvid = 24 + (4 * BitOperations.PopCount(present)) + 2 + (wideStrings ? 4 : 2);
        var index = wideGuids ? (int)U32(table, mvid) : U16(table, mvid);
        var bytes = ReadAt(file, guids + (16L * (index - 1)), 16);
        return bytes.Length == 16 ? Text(bytes) : null;

        long ToOffset(uint rva)
        {
            for (var i = 0; i < sections; i++)
            {
                var section = sectionTable + (i * 40);
                var start = U32(headers, section + 12);
                if (rva >= start && rva < start + U32(headers, section + 16)) return rva - start + U32(headers, section + 20);
            }

            return -1;
        }
    }

    /// <summary>The module version of loaded code, in the same form.</summary>
    public static string Of(Guid mvid) => Text(mvid.ToByteArray());

    /// <summary>What Guid.ToString gives; that would have the runtime compile vector code for 36 letters.</summary>
    static string Text(byte[] bytes)
    {
        ReadOnlySpan<byte> order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
        var text = new char[36];
        var at = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10) text[at++] = '-';
            text[at++] = "0123456789abcdef"[bytes[order[i]] >> 4];
            text[at++] = "0123456789abcdef"[bytes[order[i]] & 15];
        }

        return new string(text);
    }

    static byte[] ReadAt(SafeFileHandle file, long offset, int count)
    {
        var buffer = new byte[count];
        var read = 0;
        while (read < count)
        {
            var more = RandomAccess.Read(file, buffer.AsSpan(read), offset + read);
            if (more == 0) break;
            read += more;
        }

        return read == count ? buffer : buffer[..read];
    }

    static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
