namespace Runner.Plugins.Ssh.Transports;

/// <summary>The start of a command was given up after the server had been asked for it, and the server did not answer: the command may run.</summary>
/// <param name="reason">Why nobody knows, as the end of a sentence.</param>
/// <param name="cancel">Who gave up.</param>
sealed class UnansweredStartException(string reason, CancellationToken cancel) : OperationCanceledException(reason, cancel);
