namespace Runner.Plugins.Ssh.Authentication;

/// <summary>What becomes of a question.</summary>
abstract record Reply
{
    /// <summary>It is answered.</summary>
    public sealed record Answer(string Text) : Reply
    {
        /// <summary>An answer is secret.</summary>
        public override string ToString() => "an answer";
    }

    /// <summary>It is not, and the client may go on without: with the next key or method.</summary>
    public sealed record Decline : Reply;

    /// <summary>It cannot be, and nothing can come of going on.</summary>
    public sealed record GiveUp : Reply;

    /// <summary>It wants no answer, but the user is to know of it.</summary>
    public sealed record Tell(string Message) : Reply;
}
