
namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>The operations of the protocol as calls: each is one request, and its answer checked.</summary>
sealed class SftpOperations(SftpSession session)
{
    const int LongestHandle = 256;

    internal SftpSession Session => session;

    internal string Target => session.Target;

    internal Task<byte[]> OpenAsync(string path, SftpOpen flags, AttributeChange attributes, CancellationToken cancel) => HandleAsync(
        new PacketWriter(SftpMessage.Open).Name(path).UInt32((uint)flags).Attributes(attributes),
        (flags & SftpOpen.Create) != 0 ? "create" : "open", path, cancel);

    internal Task<byte[]> OpenDirectoryAsync(string path, CancellationToken cancel) =>
        HandleAsync(new PacketWriter(SftpMessage.OpenDirectory).Name(path), "list", path, cancel);

    internal Task CloseAsync(byte[] handle, string path, CancellationToken cancel) =>
        DoneAsync(Close(handle), $"finish {RemoteName.Quote(path)}", cancel);

    /// <summary>Sends the request to close a handle; nobody need wait for the answer.</summary>
    internal Exchange Close(byte[] handle) => session.Send(new PacketWriter(SftpMessage.Close).Bytes(handle));

    /// <summary>Sends a request to read into a buffer.</summary>
    internal Exchange Read(byte[] handle, long offset, Memory<byte> destination) =>
        session.Send(new PacketWriter(SftpMessage.Read).Bytes(handle).UInt64((ulong)offset).UInt32((uint)destination.Length), destination);

    /// <summary>How much a request to read has brought; 0 at the end of the file.</summary>
    internal async ValueTask<int> ReadAsync(Exchange exchange, string path, CancellationToken cancel)
    {
        var answer = await exchange.AnswerAsync(cancel).ConfigureAwait(false);
        if (answer.Type == SftpMessage.Data) return answer.Data > 0 ? answer.Data : throw session.Distrust("it sent data that holds nothing");
        var (status, text) = Status(answer);
        return status == SftpStatus.EndOfFile ? 0 : throw SftpErrors.Of(Target, $"read {RemoteName.Quote(path)}", status, text);
    }

    /// <summary>The next entries of an open folder; null after the last.</summary>
    internal Exchange ReadDirectory(byte[] handle) => session.Send(new PacketWriter(SftpMessage.ReadDirectory).Bytes(handle));

    /// <inheritdoc cref="ReadDirectory"/>
    internal async ValueTask<List<SftpEntry>?> ReadDirectoryAsync(Exchange exchange, string path, CancellationToken cancel)
    {
        var answer = await exchange.AnswerAsync(cancel).ConfigureAwait(false);
        if (answer.Type == SftpMessage.Name) return Names(answer);
        var (status, text) = Status(answer);
        return status == SftpStatus.EndOfFile ? null : throw SftpErrors.Of(Target, $"list {RemoteName.Quote(path)}", status, text);
    }

    /// <summary>The attributes of a file; null when there is none.</summary>
    internal async Task<SftpAttributes?> FindAsync(string path, bool follow, CancellationToken cancel)
    {
        var answer = await session.Send(new PacketWriter(follow ? SftpMessage.Stat : SftpMessage.LinkStat).Name(path)).AnswerAsync(cancel).ConfigureAwait(false);
        return answer.Type == SftpMessage.Status && Status(answer) is (SftpStatus.NoSuchFile, _) ? null : Attributes(answer, path);
    }

    internal async Task<SftpAttributes> StatAsync(string path, bool follow, CancellationToken cancel) =>
        await FindAsync(path, follow, cancel).ConfigureAwait(false) ?? throw SftpErrors.Of(Target, $"find {RemoteName.Quote(path)}", SftpStatus.NoSuchFile, "");

    internal async Task<SftpAttributes> StatAsync(byte[] handle, string path, CancellationToken cancel) =>
        Attributes(await session.Send(new PacketWriter(SftpMessage.HandleStat).Bytes(handle)).AnswerAsync(cancel).ConfigureAwait(false), path);

    internal Task SetAsync(string path, AttributeChange change, CancellationToken cancel) =>
        DoneAsync(session.Send(new PacketWriter(SftpMessage.SetStat).Name(path).Attributes(change)), $"change the attributes of {RemoteName.Quote(path)}", cancel);

    internal Exchange Set(byte[] handle, AttributeChange change) => session.Send(new PacketWriter(SftpMessage.HandleSetStat).Bytes(handle).Attributes(change));

    internal Task MakeDirectoryAsync(string path, AttributeChange attributes, CancellationToken cancel) =>
        DoneAsync(session.Send(new PacketWriter(SftpMessage.MakeDirectory).Name(path).Attributes(attributes)), $"make the folder {RemoteName.Quote(path)}", cancel);

    internal Task RemoveAsync(string path, CancellationToken cancel) =>
        DoneAsync(session.Send(new PacketWriter(SftpMessage.Remove).Name(path)), $"remove {RemoteName.Quote(path)}", cancel);

    internal Task RemoveDirectoryAsync(string path, CancellationToken cancel) =>
        DoneAsync(session.Send(new PacketWriter(SftpMessage.RemoveDirectory).Name(path)), $"remove the folder {RemoteName.Quote(path)}", cancel);

    internal Task RenameAsync(string from, string to, CancellationToken cancel) =>
        DoneAsync(session.Send(new PacketWriter(SftpMessage.Rename).Name(from).Name(to)), $"rename {RemoteName.Quote(from)} to {RemoteName.Quote(to)}", cancel);

    /// <summary>Renames over what is there, in one step (posix-rename@openssh.com).</summary>
    internal Task ReplaceAsync(string from, string to, CancellationToken cancel) =>
        DoneAsync(session.Send(Extended(SftpExtensions.PosixRename).Name(from).Name(to)), $"rename {RemoteName.Quote(from)} to {RemoteName.Quote(to)}", cancel);

    /// <summary>Makes a link. The draft has the link first; OpenSSH has what it leads to first, and everyone follows.</summary>
    internal Task MakeLinkAsync(string path, string leadsTo, CancellationToken cancel) =>
        DoneAsync(session.Send(new PacketWriter(SftpMessage.SymbolicLink).Name(leadsTo).Name(path)), $"make the link {RemoteName.Quote(path)}", cancel);

    internal Task MakeHardLinkAsync(string path, string existing, CancellationToken cancel) =>
        DoneAsync(session.Send(Extended(SftpExtensions.HardLink).Name(existing).Name(path)), $"make the hard link {RemoteName.Quote(path)}", cancel);

    internal async Task<string> ReadLinkAsync(string path, CancellationToken cancel) =>
        OneName(await session.Send(new PacketWriter(SftpMessage.ReadLink).Name(path)).AnswerAsync(cancel).ConfigureAwait(false), "read the link", path);

    internal async Task<string> RealPathAsync(string path, CancellationToken cancel) =>
        OneName(await session.Send(new PacketWriter(SftpMessage.RealPath).Name(path)).AnswerAsync(cancel).ConfigureAwait(false), "resolve", path);

    internal async Task<string> ExpandAsync(string path, CancellationToken cancel) =>
        OneName(await session.Send(Extended(SftpExtensions.ExpandPath).Name(path)).AnswerAsync(cancel).ConfigureAwait(false), "resolve", path);

    internal Task FlushAsync(byte[] handle, string path, CancellationToken cancel) =>
        DoneAsync(session.Send(Extended(SftpExtensions.Fsync).Bytes(handle)), $"write {RemoteName.Quote(path)} to its disk", cancel);

    internal async Task<SftpSpace> SpaceAsync(string path, CancellationToken cancel)
    {
        var answer = await session.Send(Extended(SftpExtensions.StatVfs).Name(path)).AnswerAsync(cancel).ConfigureAwait(false);
        return Read(Reply(answer, $"tell the free space of {RemoteName.Quote(path)}"), static body =>
        {
            var reader = new PacketReader(body);
            reader.UInt64();
            var unit = reader.UInt64();
            var (blocks, free, available, files, freeFiles) = (reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64());
            reader.UInt64();
            reader.UInt64();
            long Bytes(ulong count) => (long)UInt128.Min((UInt128)count * unit, long.MaxValue);
            return new SftpSpace(Bytes(blocks), Bytes(free), Bytes(available), Number(files), Number(freeFiles), (reader.UInt64() & 1) != 0);
        });
    }

    /// <summary>What the server says of its limits: the longest packet, read and write; 0 for none told.</summary>
    internal async Task<(long Packet, long Read, long Write)> LimitsAsync(CancellationToken cancel)
    {
        var answer = await session.Send(Extended(SftpExtensions.Limits)).AnswerAsync(cancel).ConfigureAwait(false);
        return Read(Reply(answer, "tell its limits"), static body =>
        {
            var reader = new PacketReader(body);
            return (Number(reader.UInt64()), Number(reader.UInt64()), Number(reader.UInt64()));
        });
    }

    /// <summary>Waits for the answer to a request that brings nothing but whether it was done.</summary>
    internal async Task DoneAsync(Exchange exchange, string what, CancellationToken cancel)
    {
        var (status, text) = Status(await exchange.AnswerAsync(cancel).ConfigureAwait(false));
        if (status != SftpStatus.Ok) throw SftpErrors.Of(Target, what, status, text);
    }

    static PacketWriter Extended(string name) => new PacketWriter(SftpMessage.Extended).Name(name);

    static long Number(ulong number) => (long)Math.Min(number, long.MaxValue);

    async Task<byte[]> HandleAsync(PacketWriter request, string verb, string path, CancellationToken cancel)
    {
        var exchange = session.Send(request);
        // Who gives up before the answer leaves an open file behind on the server otherwise.
        exchange.Late = late =>
        {
            if (late.Type == SftpMessage.Handle && session.Failure is null) Close(Handle(late));
        };
        var answer = await exchange.AnswerAsync(cancel).ConfigureAwait(false);
        if (answer.Type == SftpMessage.Handle) return Handle(answer);
        var (status, text) = Status(answer);
        throw SftpErrors.Of(Target, $"{verb} {RemoteName.Quote(path)}", status == SftpStatus.Ok ? throw session.Distrust("it opened a file and gave no handle") : status, text);
    }

    byte[] Handle(SftpAnswer answer) => Read(answer.Body, static body =>
    {
        var reader = new PacketReader(body);
        var handle = reader.Bytes();
        return handle.Length <= LongestHandle ? handle.ToArray() : throw new SftpFormatException($"a handle of {handle.Length} bytes");
    });

    SftpAttributes Attributes(SftpAnswer answer, string path)
    {
        if (answer.Type == SftpMessage.Attributes) return Read(answer.Body, static body => new PacketReader(body).Attributes());
        var (status, text) = Status(answer);
        throw SftpErrors.Of(Target, $"find {RemoteName.Quote(path)}", status, text);
    }

    ReadOnlyMemory<byte> Reply(SftpAnswer answer, string what)
    {
        if (answer.Type == SftpMessage.ExtendedReply) return answer.Body;
        var (status, text) = Status(answer);
        throw SftpErrors.Of(Target, what, status, text);
    }

    string OneName(SftpAnswer answer, string verb, string path)
    {
        if (answer.Type == SftpMessage.Name)
            return Names(answer) is [var only] ? only.Name : throw session.Distrust("it answered with no name, or with several, where one was asked for");
        var (status, text) = Status(answer);
        throw SftpErrors.Of(Target, $"{verb} {RemoteName.Quote(path)}", status, text);
    }

    List<SftpEntry> Names(SftpAnswer answer) => Read(answer.Body, static body =>
    {
        const int shortest = 12; // two empty names and no attributes
        var reader = new PacketReader(body);
        var count = reader.UInt32();
        if (count == 0 || count > body.Length / shortest) throw new SftpFormatException($"a list of {count} names in {body.Length} bytes");
        var entries = new List<SftpEntry>((int)count);
        for (var left = count; left > 0; left--)
        {
            var name = reader.Name();
            reader.Bytes(); // the line that `ls -l` would show
            entries.Add(new(name, reader.Attributes()));
        }
        return entries;
    });

    (SftpStatus Status, string Text) Status(SftpAnswer answer)
    {
        if (answer.Type != SftpMessage.Status) throw session.Distrust($"it sent an answer of type {(byte)answer.Type} to a request that has none such");
        try
        {
            return SftpErrors.Read(answer);
        }
        catch (SftpFormatException wrong)
        {
            throw session.Distrust($"it sent {wrong.Message}");
        }
    }

    T Read<T>(ReadOnlyMemory<byte> body, ReadBody<T> read)
    {
        try
        {
            return read(body.Span);
        }
        catch (SftpFormatException wrong)
        {
            throw session.Distrust($"it sent {wrong.Message}");
        }
    }

    delegate T ReadBody<T>(ReadOnlySpan<byte> body);
}
