using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Digest authentication (RFC 7616): answers the server's challenge, and uses it again for the requests that follow.</summary>
sealed class DigestScheme : Credentials
{
    const int MostSpaces = 4096;

    readonly DigestCredentials who;
    readonly HttpSession session;
    readonly AuthMemory memory;
    DigestState? sent;
    Uri? answered;
    int staleAnswers;

    /// <exception cref="ActionInputException">The user cannot be one.</exception>
    internal DigestScheme(DigestCredentials who, HttpSession session)
    {
        if (who.Username.Length == 0) throw WrongAuth.Because("has an empty digest.username", "give the user");
        if (!HeaderSyntax.IsValue(who.Username)) throw WrongAuth.Because("has a line break in digest.username", "remove it");
        this.who = who;
        this.session = session;
        memory = session.Memory;
    }

    internal override void Sign(ExchangeRequest request, HttpBody? body)
    {
        sent = memory.Digests.GetValueOrDefault(Space(request));
        if (sent is null) return;
        var header = DigestResponse.Header(
            sent.Challenge, who, request.Method.Method, request.RequestUri!.PathAndQuery, body, sent.Count(), sent.ClientNonce);
        request.Headers.TryAddWithoutValidation("Authorization", header);
    }

    internal override bool CanAnswer(HttpResponseMessage refusal, ExchangeRequest request)
    {
        if (DigestChallenge.In(refusal) is not { } challenge)
        {
            session.Options.Warn?.Invoke(
                $"{request.Target} answered 401 without a challenge that auth.digest can answer (Digest with MD5 or SHA-256): {Offered(refusal)}.");
            return false;
        }
        // A fresh challenge that was answered and refused means that the user or the password is wrong, unless the server says stale.
        if (request.RequestUri == answered && !(challenge.IsStale && staleAnswers++ < 2))
        {
            memory.Digests.TryRemove(Space(request), out _);
            return false;
        }
        answered = request.RequestUri;
        Remember(request, new(challenge));
        return true;
    }

    internal override void Accepted(HttpResponseMessage answer)
    {
        // RFC 7616, section 3.5. A session's key belongs to the nonce that it began with.
        if (sent is null || sent.Challenge.IsSession || !answer.Headers.NonValidated.TryGetValues("Authentication-Info", out var info)) return;
        if (AuthParameters.Parameters(info.ToString()).TryGetValue("nextnonce", out var next) && next.Length > 0 && next != sent.Challenge.Nonce)
            Remember((ExchangeRequest)answer.RequestMessage!, new(sent.Challenge with { Nonce = next }));
    }

    void Remember(ExchangeRequest request, DigestState state)
    {
        if (memory.Digests.Count >= MostSpaces) memory.Digests.Clear(); // costs those servers' users one more challenge each
        memory.Digests[Space(request)] = state;
    }

    DigestSpace Space(ExchangeRequest request) => new(request.RequestUri!.GetLeftPart(UriPartial.Authority), who.Username, who.Password);

    static string Offered(HttpResponseMessage refusal) =>
        refusal.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var fields)
            ? $"it offers {Words.Quote(string.Join(", ", fields.SelectMany(AuthParameters.Challenges).Select(Name).Distinct()))}"
            : "it offers nothing";

    static string Name(AuthChallenge challenge) =>
        challenge.Parameters.TryGetValue("algorithm", out var algorithm) ? $"{challenge.Scheme} with {algorithm}" : challenge.Scheme;
}
