using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Sends the same request several times, each a little later, and takes the first usable answer.</summary>
static class Hedging
{
    const int MostAttempts = 10;

    internal static async ValueTask<HttpResponse> SendAsync(
        ActionContext context, HttpSession session, HttpCall call, Hedge hedge, CancellationToken cancel)
    {
        Check(hedge, call);
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var attempts = new List<Task<HttpResponse>>();
        try
        {
            return await RaceAsync(attempts, context, session, call, hedge, race.Token).ConfigureAwait(false);
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            // Nothing of them may go on after the step. How the losers ended is told by nobody and missed by nobody.
            await Task.WhenAll(attempts).ContinueWith(
                static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    static async Task<HttpResponse> RaceAsync(
        List<Task<HttpResponse>> attempts, ActionContext context, HttpSession session, HttpCall call, Hedge hedge, CancellationToken cancel)
    {
        var running = new List<Task>();
        Task? wait = null;
        Task<HttpResponse>? unusable = null;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (attempts.Count < hedge.Attempts && (running.Count == 0 || wait is { IsCompleted: true }))
            {
                var attempt = session.SendAsync(call, cancel);
                attempts.Add(attempt);
                running.Add(attempt);
                wait = attempts.Count < hedge.Attempts ? Task.Delay(hedge.After, context.Time, cancel) : null;
            }

            var ended = await Task.WhenAny(wait is null ? running : [.. running, wait]).ConfigureAwait(false);
            if (ended == wait) continue;
            running.Remove(ended);
            var answer = (Task<HttpResponse>)ended;
            if (answer.IsCompletedSuccessfully) unusable = answer;
            if (IsFinal(answer) || (running.Count == 0 && attempts.Count == hedge.Attempts))
            {
                // When none is usable, an answer says more than no answer.
                var won = IsFinal(answer) ? answer : unusable ?? attempts[0];
                var response = await won.ConfigureAwait(false);
                (response.Attempts, response.WonBy) = (attempts.Count, attempts.IndexOf(won) + 1);
                return response;
            }
        }
    }

    /// <summary>Whether another attempt could not do better: an answer that is no failure of the server's, or a mistake of the user's.</summary>
    static bool IsFinal(Task<HttpResponse> attempt) => attempt.IsCompletedSuccessfully
        ? attempt.Result.Status is < 500 and not (408 or 429)
        : attempt.Exception?.InnerException is not NetworkException;

    static void Check(Hedge hedge, HttpCall call)
    {
        TimeLimit.Checked(hedge.After, "hedge.after");
        if (hedge.Attempts is < 2 or > MostAttempts)
            throw new ActionInputException("hedge.attempts", $"`hedge.attempts` is {hedge.Attempts}: give a number from 2 to {MostAttempts}, with the first request.");
        if (call.Method is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS" or "TRACE") return; // idempotent: RFC 9110, section 9.2.2
        if (call.Headers?.Keys.Contains("Idempotency-Key", StringComparer.OrdinalIgnoreCase) is true) return;
        throw new ActionInputException(
            "hedge", $"`hedge` could have a {call.Method} done twice: give an Idempotency-Key header, if the server knows it, or leave hedge out.");
    }
}
