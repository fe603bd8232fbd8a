using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Stands before the connections: sends each request when its target's rate limit and circuit breaker let it.</summary>
sealed class TargetGuard
{
    const int Most = 100_000;

    readonly HttpSessionOptions options;
    readonly TargetStates states;

    TargetGuard(HttpSessionOptions options)
    {
        this.options = options;
        states = options.Targets ?? new();
    }

    /// <summary>The guard that the options want; null when they want none.</summary>
    /// <exception cref="ActionInputException">A setting is out of range.</exception>
    internal static TargetGuard? For(HttpSessionOptions options)
    {
        if (options.RateLimit is null && options.CircuitBreaker is null) return null;
        if (options.RateLimit is { } limit)
        {
            Check("rate-limit.requests", limit.Requests);
            TimeLimit.Checked(limit.Per, "rate-limit.per");
        }
        if (options.CircuitBreaker is { } breaker)
        {
            Check("circuit-breaker.failures", breaker.Failures);
            TimeLimit.Checked(breaker.Window, "circuit-breaker.window");
            TimeLimit.Checked(breaker.OpenFor, "circuit-breaker.open-for");
        }
        return new(options);
    }

    internal async Task<HttpResponseMessage> SendAsync(ExchangeRequest request, ConnectionPool pool, CancellationToken cancel)
    {
        var target = request.RequestUri!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var circuit = options.CircuitBreaker is { } breaker ? states.CircuitOf(target, breaker, options.Time) : null;
        var tries = circuit?.Enter(request.Target) ?? false;
        bool? succeeded = null;
        var sent = false;
        try
        {
            if (options.RateLimit is { } limit) await states.TurnsOf(target, limit, options.Time).WaitAsync(cancel).ConfigureAwait(false);
            sent = true;
            var answer = await pool.SendAsync(request, cancel).ConfigureAwait(false);
            succeeded = (int)answer.StatusCode is not 408 and < 500;
            return answer;
        }
        catch (Exception cause) when (sent && cause is HttpRequestException or IOException or NetworkException)
        {
            if (!cancel.IsCancellationRequested || !options.MayBeBeaten) succeeded = false;
            throw;
        }
        catch (OperationCanceledException) when (sent)
        {
            // A target that never answers shows only by callers that give up.
            if (!options.MayBeBeaten) succeeded = false;
            throw;
        }
        finally
        {
            circuit?.Leave(tries, succeeded);
        }
    }

    static void Check(string input, int count)
    {
        if (count is < 1 or > Most) throw new ActionInputException(input, $"`{input}` is {count}: give a number from 1 to {Most}.");
    }
}
