namespace Runner.Plugins.Ssh.Wire;

/// <summary>Bytes are not what the protocol says they are. Whoever knows whom they came from makes an error for the user of it.</summary>
sealed class WireFormatException(string message) : Exception(message);
