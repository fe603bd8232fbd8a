namespace Runner.Plugins.Ssh.Mux;

/// <summary>What a master answered to a request.</summary>
/// <param name="Type">One of <see cref="MuxMessage"/>.</param>
/// <param name="Number">The number that the answer consists of, where it has one.</param>
/// <param name="Reason">Why it did not do it, in its words, where it did not.</param>
readonly record struct MuxReply(uint Type, uint Number, string Reason)
{
    /// <summary>Whether the master did not do it.</summary>
    public bool IsRefusal => Type is MuxMessage.PermissionDenied or MuxMessage.Failure;
}
