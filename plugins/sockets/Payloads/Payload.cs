namespace Runner.Plugins.Sockets;

/// <summary>Bytes in a list of a workflow, such as the answers of a server: one of text, hex and base64.</summary>
public sealed record Payload : PayloadInputs;
