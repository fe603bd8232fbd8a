using System.Text;

namespace Runner.Plugins.Sockets;

/// <summary>What a peer sent, to be read as text or as bytes.</summary>
/// <param name="bytes">The bytes; not to be changed any more.</param>
public abstract class ReceivedBytes(byte[] bytes)
{
    string? text, hex, base64;

    /// <summary>How many bytes it is.</summary>
    public int Size => bytes.Length;

    /// <summary>It as text, in UTF-8. Bytes that are no UTF-8 read as the replacement character.</summary>
    public string Text => text ??= Encoding.UTF8.GetString(bytes);

    /// <summary>It in hexadecimal: two lower case digits for each byte.</summary>
    public string Hex => hex ??= Convert.ToHexStringLower(bytes);

    /// <summary>It in base64.</summary>
    public string Base64 => base64 ??= Convert.ToBase64String(bytes);

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> GetBytes() => bytes;

    /// <summary>The text: for logs and debuggers.</summary>
    public override string ToString() => Text;
}
