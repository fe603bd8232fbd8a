namespace Runner.Plugins.Sockets;

/// <summary>Whose words ask for TLS on a connection that began in the clear.</summary>
public enum StartTlsProtocol
{
    /// <summary>No words: the peer expects the handshake.</summary>
    None,

    /// <summary>SMTP: EHLO and STARTTLS (RFC 3207).</summary>
    Smtp,

    /// <summary>IMAP: STARTTLS (RFC 9051, section 6.2.1).</summary>
    Imap,

    /// <summary>POP3: STLS (RFC 2595).</summary>
    Pop3,

    /// <summary>FTP: AUTH TLS (RFC 4217).</summary>
    Ftp,

    /// <summary>NNTP: STARTTLS (RFC 4642).</summary>
    Nntp,

    /// <summary>LDAP: the StartTLS extended operation (RFC 4511, section 4.14).</summary>
    Ldap,

    /// <summary>XMPP, as a client: starttls (RFC 6120, section 5).</summary>
    Xmpp,

    /// <summary>PostgreSQL: SSLRequest (its documentation, "Message Flow").</summary>
    Postgres,
}
