namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>How many of the ports that would answer are probably still unknown, by what was lost of the canaries of each pass.</summary>
sealed class LossEstimate
{
    /// <summary>So many canaries say something of a pass by themselves.</summary>
    public const int Enough = 32;

    /// <summary>No network is taken to lose less: there are other reasons to miss an answer than those that a canary sees.</summary>
    const double LeastLoss = 0.002, MostLoss = 0.95;

    /// <summary>What is assumed where nothing tells.</summary>
    const double Unknown = 0.1;

    readonly List<(int Sent, int Answered)> passes = [];

    /// <summary>Begins with a new set of ports.</summary>
    public void Clear() => passes.Clear();

    /// <summary>A canary was sent in a pass.</summary>
    public void Sent(int pass)
    {
        while (passes.Count <= pass) passes.Add(default);
        var (sent, answered) = passes[pass];
        passes[pass] = (sent + 1, answered);
    }

    /// <summary>One of a pass was answered.</summary>
    public void Answered(int pass)
    {
        if (pass >= passes.Count) return;
        var (sent, answered) = passes[pass];
        passes[pass] = (sent, answered + 1);
    }

    /// <summary>How many canaries were sent in a pass.</summary>
    public int CanariesOf(int pass) => pass < passes.Count ? passes[pass].Sent : 0;

    /// <summary>How likely a probe of a pass was lost, it or its answer.</summary>
    public double LossOf(int pass)
    {
        var (sent, answered) = pass < passes.Count ? passes[pass] : default;
        if (sent < Enough)
        {
            // Too few to tell: what all passes together say.
            (sent, answered) = (passes.Sum(each => each.Sent), passes.Sum(each => each.Answered));
            if (sent == 0) return Unknown;
        }
        // Laplace's rule: none lost of n does not mean that none is ever lost.
        return Math.Clamp((sent - answered + 1.0) / (sent + 2), LeastLoss, MostLoss);
    }

    /// <summary>How many responders are probably missed after some passes.</summary>
    /// <param name="responders">How many were found.</param>
    /// <param name="count">How many passes there were.</param>
    public double Missed(long responders, int count)
    {
        var missed = responders + 1.0;
        for (var pass = 0; pass < count; pass++) missed *= LossOf(pass);
        return missed;
    }
}
