using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;

namespace Runner.Plugins.Ssh.Channels;

/// <summary>The messages of the connection protocol (RFC 4254) that are sent here, as a master takes them: unpadded and in the clear.</summary>
static class ChannelFrames
{
    const uint AdministrativelyProhibited = 1;

    extension(WireBuffer buffer)
    {
        public void OpenSession(uint id)
        {
            var start = buffer.BeginMessage(ChannelMessage.Open);
            buffer.Text("session");
            buffer.UInt32(id);
            buffer.UInt32(ChannelSize.Window);
            buffer.UInt32(ChannelSize.Packet);
            buffer.End(start);
        }

        public void RefuseOpen(uint remoteId)
        {
            var start = buffer.BeginMessage(ChannelMessage.OpenFailure);
            buffer.UInt32(remoteId);
            buffer.UInt32(AdministrativelyProhibited);
            buffer.Text("no channels are opened here");
            buffer.Text("");
            buffer.End(start);
        }

        public void PtyRequest(uint remoteId, Terminal terminal)
        {
            var start = buffer.BeginRequest(remoteId, "pty-req", wantReply: true);
            buffer.Text(terminal.Type);
            buffer.UInt32((uint)terminal.Columns);
            buffer.UInt32((uint)terminal.Rows);
            // In pixels: nobody knows. No modes: the server's own.
            buffer.UInt32(0);
            buffer.UInt32(0);
            buffer.Bytes([0]);
            buffer.End(start);
        }

        public void StartRequest(uint remoteId, SessionRequest request)
        {
            var (type, text) = request switch
            {
                SessionRequest.Command command => ("exec", command.Text),
                SessionRequest.Subsystem subsystem => ("subsystem", subsystem.Name),
                _ => throw new ArgumentException($"{request.GetType()} is not known", nameof(request)),
            };
            var start = buffer.BeginRequest(remoteId, type, wantReply: true);
            buffer.Text(text);
            buffer.End(start);
        }

        public void SignalRequest(uint remoteId, string name)
        {
            var start = buffer.BeginRequest(remoteId, "signal", wantReply: false);
            buffer.Text(name);
            buffer.End(start);
        }

        public void Data(uint remoteId, ReadOnlySpan<byte> data)
        {
            var start = buffer.BeginMessage(ChannelMessage.Data);
            buffer.UInt32(remoteId);
            buffer.Bytes(data);
            buffer.End(start);
        }

        public void WindowAdjust(uint remoteId, uint more)
        {
            var start = buffer.BeginMessage(ChannelMessage.WindowAdjust);
            buffer.UInt32(remoteId);
            buffer.UInt32(more);
            buffer.End(start);
        }

        /// <summary>A message that the server drops.</summary>
        public void Ignore()
        {
            var start = buffer.BeginMessage(ChannelMessage.Ignore);
            buffer.Text("");
            buffer.End(start);
        }

        /// <summary>A message that says nothing but its type and, where it is about a channel, which.</summary>
        public void Bare(byte type, uint? remoteId = null)
        {
            var start = buffer.BeginMessage(type);
            if (remoteId is { } id) buffer.UInt32(id);
            buffer.End(start);
        }

        int BeginRequest(uint remoteId, string type, bool wantReply)
        {
            var start = buffer.BeginMessage(ChannelMessage.Request);
            buffer.UInt32(remoteId);
            buffer.Text(type);
            buffer.Boolean(wantReply);
            return start;
        }

        int BeginMessage(byte type)
        {
            var start = buffer.Begin();
            // The length of the padding.
            buffer.Byte(0);
            buffer.Byte(type);
            return start;
        }
    }
}
