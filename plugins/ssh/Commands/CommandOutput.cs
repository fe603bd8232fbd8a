namespace Runner.Plugins.Ssh.Commands;

/// <summary>What a command wrote that did not come to its end, as a result that is only a part.</summary>
/// <param name="Stdout">Its standard output.</param>
/// <param name="Stderr">Its standard error.</param>
/// <param name="Truncated">Whether it wrote more than was kept.</param>
sealed record CommandOutput(string Stdout, string Stderr, bool Truncated);
