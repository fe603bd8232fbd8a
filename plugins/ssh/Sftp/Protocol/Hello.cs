using System.Buffers.Binary;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>The agreement on a version (draft-ietf-secsh-filexfer-02, section 4), with what the server offers beyond it.</summary>
static class Hello
{
    const int LongestVersion = 34_000;

    internal static async Task<SftpServerFacts> ExchangeAsync(Stream input, AnswerSource source, string target, CancellationToken cancel)
    {
        byte[] init = [0, 0, 0, 5, (byte)SftpMessage.Init, 0, 0, 0, 3];
        await input.WriteAsync(init, cancel).ConfigureAwait(false);
        await input.FlushAsync(cancel).ConfigureAwait(false);
        if (!await source.FillAsync(5, cancel).ConfigureAwait(false)) throw Closed(target, null);
        var length = BinaryPrimitives.ReadUInt32BigEndian(source.Buffered);
        if (length is < 5 or > LongestVersion || source.Buffered[4] != (byte)SftpMessage.Version) throw NoSftp(target, source.Buffered);
        source.Skip(4);
        var body = new byte[length];
        if (!await source.ReadAsync(body, cancel).ConfigureAwait(false)) throw Closed(target, null);
        try
        {
            return Read(body.AsSpan(1));
        }
        catch (SftpFormatException wrong)
        {
            throw new ProtocolException(target, $"{target} does not speak SFTP as it should: it sent {wrong.Message}.", wrong);
        }
    }

    internal static SftpServerFacts Read(ReadOnlySpan<byte> version)
    {
        var reader = new PacketReader(version);
        var number = reader.UInt32();
        if (number != 3) throw new SftpFormatException($"version {number} of the protocol, and not 3");
        var extensions = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!reader.AtEnd) extensions[reader.Name()] = reader.Name();
        return new() { Version = 3, Extensions = extensions };
    }

    internal static ConnectionFailedException Closed(string target, Exception? cause) =>
        new(target, $"{target} ended the SFTP session before it began.", cause) { Help = "Does its sshd_config have a line `Subsystem sftp internal-sftp`, and may this user use it?" };

    static ProtocolException NoSftp(string target, ReadOnlySpan<byte> said)
    {
        // What starts with text is no length: a login shell's greeting, which comes before all else.
        var isText = said[..4].IndexOfAnyExceptInRange((byte)'\n', (byte)'~') < 0;
        return new(target, $"{target} does not speak SFTP: it began with {Words.Quote(Encoding.Latin1.GetString(said))}.")
        {
            Help = isText ? "Something that the login shell reads, such as ~/.bashrc, writes text also where nobody is logged in at a terminal: let it write nothing there." : null,
        };
    }
}
