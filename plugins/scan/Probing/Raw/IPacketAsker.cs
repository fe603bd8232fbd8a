namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>One kind of question that is asked by packets; several of them may be one prober's.</summary>
interface IPacketAsker : IDisposable
{
    /// <summary>The sockets that answers come in by. More are opened when the first target of a family is asked.</summary>
    IReadOnlyList<Inbox> Inboxes { get; }

    /// <summary>Answers that have been read.</summary>
    AnswerQueue Answers { get; }

    /// <summary>Asks, or puts the question into the batch.</summary>
    void Send(in Probe probe);

    /// <summary>Sends the batch.</summary>
    void Flush();
}
