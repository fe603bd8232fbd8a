namespace Runner.Plugins.Ssh.Channels;

/// <summary>The numbers of SSH's messages that a connection can carry here (RFC 4250, section 4.1.2).</summary>
static class ChannelMessage
{
    public const byte Disconnect = 1;
    public const byte Ignore = 2;
    public const byte Unimplemented = 3;
    public const byte Debug = 4;
    public const byte GlobalRequest = 80;
    public const byte RequestSuccess = 81;
    public const byte RequestFailure = 82;
    public const byte Open = 90;
    public const byte OpenConfirmation = 91;
    public const byte OpenFailure = 92;
    public const byte WindowAdjust = 93;
    public const byte Data = 94;
    public const byte ExtendedData = 95;
    public const byte Eof = 96;
    public const byte Close = 97;
    public const byte Request = 98;
    public const byte Success = 99;
    public const byte Failure = 100;
}
