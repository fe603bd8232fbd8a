using System.Security;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>The words before TLS on one connection, up to where the handshake begins.</summary>
/// <param name="client">The connection. The server's greeting is waited for when nothing has come on it yet.</param>
/// <param name="wait">How long each answer may take.</param>
/// <param name="input">The input that says whose words they are, for help.</param>
/// <param name="cancel">Gives up.</param>
sealed class StartTlsDance(TcpClient client, TimeSpan wait, string input, CancellationToken cancel)
{
    /// <summary>No server has this much to say before TLS.</summary>
    const int MaxLine = 8 * 1024, MaxLines = 100;

    /// <summary>An extended request, message 1, for 1.3.6.1.4.1.1466.20037, in BER.</summary>
    static readonly byte[] LdapRequest = [0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16, .. "1.3.6.1.4.1.1466.20037"u8];

    static readonly byte[] PostgresRequest = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

    /// <summary>Has the server expect the handshake.</summary>
    /// <exception cref="TlsException">The server does not want to.</exception>
    /// <exception cref="ProtocolException">It speaks something else, or says more than it should.</exception>
    internal async ValueTask RunAsync(StartTlsProtocol protocol)
    {
        await (protocol switch
        {
            StartTlsProtocol.Smtp => SmtpAsync(),
            StartTlsProtocol.Imap => ImapAsync(),
            StartTlsProtocol.Pop3 => Pop3Async(),
            StartTlsProtocol.Ftp => NumberedAsync("FTP", "AUTH TLS", "220", "234"),
            StartTlsProtocol.Nntp => NumberedAsync("NNTP", "STARTTLS", "20", "382"),
            StartTlsProtocol.Ldap => LdapAsync(),
            StartTlsProtocol.Xmpp => XmppAsync(),
            StartTlsProtocol.Postgres => PostgresAsync(),
            _ => Task.CompletedTask,
        }).ConfigureAwait(false);
        client.RefuseTextBeforeTls();
    }

    async Task SmtpAsync()
    {
        await GreetingAsync("SMTP", "220").ConfigureAwait(false);
        await SayAsync("EHLO [127.0.0.1]").ConfigureAwait(false);
        var offers = await ReplyAsync("SMTP").ConfigureAwait(false);
        if (!offers[^1].StartsWith("250", StringComparison.Ordinal)) throw Refused("EHLO", offers[^1]);
        if (!offers.Exists(line => line.Length > 4 && line[4..].Trim().Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)))
            throw new TlsException(client.Description, $"No TLS with {client.Description}: it does not offer STARTTLS.");
        await CommandAsync("SMTP", "STARTTLS", "220").ConfigureAwait(false);
    }

    async Task NumberedAsync(string protocol, string command, string greeting, string yes)
    {
        await GreetingAsync(protocol, greeting).ConfigureAwait(false);
        await CommandAsync(protocol, command, yes).ConfigureAwait(false);
    }

    async ValueTask GreetingAsync(string protocol, string expected)
    {
        if (client.Received > 0) return;
        var lines = await ReplyAsync(protocol).ConfigureAwait(false);
        if (!lines[^1].StartsWith(expected, StringComparison.Ordinal)) throw Refused("the connection", lines[^1]);
    }

    async ValueTask CommandAsync(string protocol, string command, string yes)
    {
        await SayAsync(command).ConfigureAwait(false);
        var answer = (await ReplyAsync(protocol).ConfigureAwait(false))[^1];
        if (!answer.StartsWith(yes, StringComparison.Ordinal)) throw Refused(command, answer);
    }

    /// <summary>The lines of an answer in the manner of SMTP and FTP (RFC 5321, section 4.2.1; RFC 959, section 4.2): the last begins with its code and a space.</summary>
    async ValueTask<List<string>> ReplyAsync(string protocol)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await LineAsync().ConfigureAwait(false);
            lines.Add(line);
            var coded = line.Length >= 3 && char.IsAsciiDigit(line[0]) && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]);
            if (lines.Count == 1 && !coded) throw Foreign(protocol, line);
            if (coded && line[..3] == lines[0][..3] && (line.Length == 3 || line[3] == ' ')) return lines;
            if (lines.Count == MaxLines) throw new ProtocolException(client.Description, $"{client.Description} answers with more than {MaxLines} lines.");
        }
    }

    async Task ImapAsync()
    {
        if (client.Received == 0)
        {
            var greeting = await LineAsync().ConfigureAwait(false);
            if (!greeting.StartsWith("* ", StringComparison.Ordinal)) throw Foreign("IMAP", greeting);
            if (!greeting.StartsWith("* OK", StringComparison.OrdinalIgnoreCase)) throw Refused("the connection", greeting);
        }
        await SayAsync("a1 STARTTLS").ConfigureAwait(false);
        for (var i = 0; i < MaxLines; i++)
        {
            var line = await LineAsync().ConfigureAwait(false);
            if (line.StartsWith("a1 OK", StringComparison.OrdinalIgnoreCase)) return;
            if (line.StartsWith("a1 ", StringComparison.OrdinalIgnoreCase)) throw Refused("STARTTLS", line);
            if (!line.StartsWith("* ", StringComparison.Ordinal)) throw Foreign("IMAP", line);
        }
        throw new ProtocolException(client.Description, $"{client.Description} answers with more than {MaxLines} lines.");
    }

    async Task Pop3Async()
    {
        if (client.Received == 0)
        {
            var greeting = await LineAsync().ConfigureAwait(false);
            if (!greeting.StartsWith("+OK", StringComparison.Ordinal)) throw Foreign("POP3", greeting);
        }
        await SayAsync("STLS").ConfigureAwait(false);
        var answer = await LineAsync().ConfigureAwait(false);
        if (!answer.StartsWith("+OK", StringComparison.Ordinal)) throw Refused("STLS", answer);
    }

    async Task LdapAsync()
    {
        await client.SendAsync(LdapRequest, wait, cancel).ConfigureAwait(false);
        // Tag and length of the message; lengths of up to 127 bytes take one byte, longer ones say how many follow.
        var head = (await BytesAsync(2).ConfigureAwait(false)).GetBytes();
        if (head.Span[0] != 0x30) throw Foreign("LDAP", Encoding.Latin1.GetString(head.Span));
        int length = head.Span[1];
        if (length > 0x82 || length == 0x80) throw Foreign("LDAP", Encoding.Latin1.GetString(head.Span));
        if (length > 0x80)
        {
            var more = await BytesAsync(length & 0x7f).ConfigureAwait(false);
            length = 0;
            foreach (var digit in more.GetBytes().Span) length = (length << 8) | digit;
        }
        if (length is 0 or > MaxLine) throw Foreign("LDAP", Encoding.Latin1.GetString(head.Span));
        var code = LdapResult((await BytesAsync(length).ConfigureAwait(false)).GetBytes());
        if (code is null) throw new ProtocolException(client.Description, $"{client.Description} does not speak LDAP: its answer is malformed.");
        if (code != 0) throw Refused("StartTLS", $"result code {code}");
    }

    /// <summary>The result code of an extended response (RFC 4511, sections 4.1.9 and 4.12); null when it is none.</summary>
    static int? LdapResult(ReadOnlyMemory<byte> message)
    {
        try
        {
            var reader = new System.Formats.Asn1.AsnReader(message, System.Formats.Asn1.AsnEncodingRules.BER);
            reader.ReadInteger();
            var response = reader.ReadSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.Application, 24));
            return (int)new System.Numerics.BigInteger(response.ReadEnumeratedBytes().Span, isBigEndian: true);
        }
        catch (Exception malformed) when (malformed is System.Formats.Asn1.AsnContentException or OverflowException)
        {
            return null;
        }
    }

    async Task XmppAsync()
    {
        var to = SecurityElement.Escape(client.Host);
        await SayAsync($"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='{to}' version='1.0'>").ConfigureAwait(false);
        var opening = await UntilAsync("(?s)</stream:features\\s*>|<stream:features\\s*/>|<stream:error|</stream:stream\\s*>|^\\s*[^<\\s]").ConfigureAwait(false);
        if (!opening.TrimStart().StartsWith('<')) throw Foreign("XMPP", opening);
        if (!opening.Contains("<starttls", StringComparison.Ordinal))
        {
            throw opening.Contains("<stream:error", StringComparison.Ordinal) ? Refused("the stream", opening[opening.IndexOf("<stream:error", StringComparison.Ordinal)..])
                : new TlsException(client.Description, $"No TLS with {client.Description}: it does not offer starttls.");
        }
        await SayAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").ConfigureAwait(false);
        var answer = await UntilAsync("<proceed[^>]*>(\\s*</proceed\\s*>)?|<failure[^>]*>|</stream:stream\\s*>").ConfigureAwait(false);
        if (!answer.Contains("<proceed", StringComparison.Ordinal)) throw Refused("starttls", answer);
    }

    async Task PostgresAsync()
    {
        await client.SendAsync(PostgresRequest, wait, cancel).ConfigureAwait(false);
        var answer = (await BytesAsync(1).ConfigureAwait(false)).Text;
        if (answer == "N") throw new TlsException(client.Description, $"No TLS with {client.Description}: PostgreSQL is not set up for it (ssl = off).");
        if (answer != "S") throw Foreign("PostgreSQL", answer);
    }

    ValueTask SayAsync(string line) => client.SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"), wait, cancel);

    async ValueTask<string> LineAsync() => (await client.ReceiveUntilAsync(ReceiveUntil.Line, wait, MaxLine, hasInputs: false, cancel).ConfigureAwait(false)).Text;

    ValueTask<TcpReceived> BytesAsync(int count) => client.ReceiveUntilAsync(ReceiveUntil.Bytes(count), wait, MaxLine, hasInputs: false, cancel);

    async ValueTask<string> UntilAsync(string pattern) => (await client.ReceiveUntilAsync(ReceiveUntil.Matches(pattern), wait, MaxLine, hasInputs: false, cancel).ConfigureAwait(false)).Text;

    TlsException Refused(string what, string answer) => new(client.Description, $"No TLS with {client.Description}: it refused {what} with {Words.Quote(answer)}.");

    ProtocolException Foreign(string protocol, string said) =>
        new(client.Description, $"{client.Description} does not speak {protocol}, it said {Words.Quote(said)}.") { Help = $"Are the port and `{input}` right?" };
}
