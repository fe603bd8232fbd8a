namespace Runner.Plugins.Ssh.Errors;

/// <summary>A login that came to nothing.</summary>
/// <param name="Target">Whom it was at, for messages.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Log">What the client said.</param>
/// <param name="Declined">Questions that were not answered.</param>
/// <param name="IsJump">Whether it was at a host on the way, which gets no secrets.</param>
sealed record FailedLogin(string Target, SshOptions Options, LoginLog Log, IReadOnlyList<string> Declined, bool IsJump = false);
