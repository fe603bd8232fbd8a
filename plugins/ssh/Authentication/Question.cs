namespace Runner.Plugins.Ssh.Authentication;

/// <summary>What the client wants to know.</summary>
/// <param name="Asker">The process that asks: the client that this process started, or one that it started to go through another host.</param>
/// <param name="Hint">What the client says about it: <c>none</c> for a message without an answer, <c>confirm</c> for a yes or no, else empty.</param>
/// <param name="Text">Its words.</param>
sealed record Question(int Asker, string Hint, string Text);
