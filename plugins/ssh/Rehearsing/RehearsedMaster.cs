using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Ssh.Channels;
using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Wire;

namespace Runner.Plugins.Ssh.Rehearsing;

/// <summary>
/// What a rehearsal speaks with: a master's socket with an SFTP server behind it, which has one folder of two small files, or takes
/// whatever it is sent. It says what such a server would, and keeps nothing.
/// </summary>
/// <param name="isEmpty">Whether its folder is not there yet.</param>
sealed class RehearsedMaster(bool isEmpty) : IDisposable
{
    const int FileSize = 3;

    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Answers whoever connects to a socket, until it is disposed.</summary>
    public void Listen(string path)
    {
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Start(Accept);
    }

    public void Dispose() => listener.Dispose();

    // Threads that wait for nothing but each other: those of the pool belong to what is rehearsed.
    static void Start(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException or WireFormatException or SftpFormatException)
        {
            // The rehearsal is over, or goes no further.
        }
    }) { IsBackground = true }.Start();

    void Accept()
    {
        while (true)
        {
            var socket = listener.Accept();
            Start(() =>
            {
                using (socket)
                using (var connection = new Connection(socket, isEmpty)) connection.Serve();
            });
        }
    }

    /// <summary>One who has connected.</summary>
    sealed class Connection(Socket socket, bool isEmpty) : IDisposable
    {
        readonly WireBuffer answer = new();
        byte[] requests = [];
        bool carriesChannels, isListed;
        uint channel;

        public void Serve()
        {
            var length = new byte[4];
            while (Fill(length))
            {
                var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
                if (!Fill(message)) return;
                if (carriesChannels) Carry(message);
                else if (!Agree(message)) return;
                for (var bytes = answer.Written.Span; !bytes.IsEmpty;) bytes = bytes[socket.Send(bytes)..];
                answer.Clear();
            }
        }

        public void Dispose() => answer.Dispose();

        bool Fill(Span<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                var count = socket.Receive(bytes);
                if (count == 0) return false;
                bytes = bytes[count..];
            }
            return true;
        }

        bool Agree(byte[] message)
        {
            var reader = new WireReader(message);
            var type = reader.UInt32();
            var number = reader.UInt32();
            var start = answer.Begin();
            answer.UInt32(type switch { MuxMessage.Hello => MuxMessage.Hello, MuxMessage.AliveCheck => MuxMessage.Alive, _ => MuxMessage.Proxied });
            answer.UInt32(number);
            if (type == MuxMessage.AliveCheck) answer.UInt32((uint)Environment.ProcessId);
            answer.End(start);
            carriesChannels = type == MuxMessage.Proxy;
            return type != MuxMessage.Terminate;
        }

        void Carry(byte[] message)
        {
            var reader = new WireReader(message);
            reader.Byte();
            switch (reader.Byte())
            {
                case ChannelMessage.Open:
                    reader.Bytes();
                    channel = reader.UInt32();
                    var start = Begin(ChannelMessage.OpenConfirmation);
                    answer.UInt32(0);
                    answer.UInt32(ChannelSize.Window);
                    answer.UInt32(ChannelSize.Packet);
                    answer.End(start);
                    break;
                case ChannelMessage.Request:
                    answer.End(Begin(ChannelMessage.Success));
                    break;
                case ChannelMessage.Data:
                    reader.UInt32();
                    Serve(reader.Bytes());
                    break;
                case ChannelMessage.Close:
                    answer.End(Begin(ChannelMessage.Close));
                    break;
            }
        }

        int Begin(byte type)
        {
            var start = answer.Begin();
            answer.Byte(0);
            answer.Byte(type);
            answer.UInt32(channel);
            return start;
        }

        /// <summary>Answers the requests that have come whole.</summary>
        void Serve(ReadOnlySpan<byte> data)
        {
            requests = [.. requests, .. data];
            var at = 0;
            while (requests.Length - at >= 9 && BinaryPrimitives.ReadInt32BigEndian(requests.AsSpan(at)) is var length && requests.Length - at - 4 >= length)
            {
                var start = Begin(ChannelMessage.Data);
                var inner = answer.Begin();
                var packet = answer.Begin();
                Answer((SftpMessage)requests[at + 4], BinaryPrimitives.ReadUInt32BigEndian(requests.AsSpan(at + 5)), new(requests.AsSpan(at + 9, length - 5)));
                answer.End(packet);
                answer.End(inner);
                answer.End(start);
                at += 4 + length;
            }
            requests = requests[at..];
        }

        void Answer(SftpMessage type, uint id, WireReader request)
        {
            switch (type)
            {
                case SftpMessage.Init:
                    answer.Byte((byte)SftpMessage.Version);
                    answer.UInt32(3);
                    answer.Text(SftpExtensions.Limits);
                    answer.Text("1");
                    answer.Text(SftpExtensions.PosixRename);
                    answer.Text("1");
                    break;
                case SftpMessage.Extended when Encoding.UTF8.GetString(request.Bytes()) == SftpExtensions.Limits:
                    Head(SftpMessage.ExtendedReply, id);
                    for (var limit = 0; limit < 4; limit++)
                    {
                        answer.UInt32(0);
                        answer.UInt32(SftpServerFacts.LargestBlock);
                    }
                    break;
                case SftpMessage.Open or SftpMessage.OpenDirectory:
                    Head(SftpMessage.Handle, id);
                    answer.Text("0000");
                    break;
                case SftpMessage.Read:
                    Head(SftpMessage.Data, id);
                    answer.Text("abc");
                    break;
                case SftpMessage.ReadDirectory when !isListed:
                    isListed = true;
                    Head(SftpMessage.Name, id);
                    answer.UInt32(2);
                    for (var file = 1; file <= 2; file++)
                    {
                        answer.Text(file == 1 ? "1" : "2");
                        answer.Text("");
                        Attributes(0x81A4);
                    }
                    break;
                case SftpMessage.ReadDirectory:
                    Status(SftpStatus.EndOfFile, id);
                    break;
                case SftpMessage.Stat when !isEmpty:
                    Head(SftpMessage.Attributes, id);
                    Attributes(0x41ED);
                    break;
                default:
                    Status(type is SftpMessage.Stat or SftpMessage.LinkStat ? SftpStatus.NoSuchFile : SftpStatus.Ok, id);
                    break;
            }
        }

        void Head(SftpMessage type, uint id)
        {
            answer.Byte((byte)type);
            answer.UInt32(id);
        }

        void Status(SftpStatus status, uint id)
        {
            Head(SftpMessage.Status, id);
            answer.UInt32((uint)status);
            answer.Text("");
            answer.Text("");
        }

        void Attributes(uint mode)
        {
            answer.UInt32(1 | 4 | 8);
            answer.UInt32(0);
            answer.UInt32(FileSize);
            answer.UInt32(mode);
            answer.UInt32(1);
            answer.UInt32(1);
        }
    }
}
