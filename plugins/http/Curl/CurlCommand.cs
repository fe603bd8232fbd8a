using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// The curl command that makes the same request as an action. It is made of what the action itself would send: its session's
/// options and its first call, whatever of them the step said and whatever the session.
/// </summary>
static class CurlCommand
{
    /// <summary>curl's own limit.</summary>
    const int CurlRedirects = 50;

    /// <summary>The command.</summary>
    /// <param name="action">The action.</param>
    /// <param name="session">The session that would send the call.</param>
    /// <param name="call">The call that the action begins with.</param>
    /// <param name="context">Masks what is secret in the command though no input says so.</param>
    /// <exception cref="ActionInputException">The call cannot be sent as it is.</exception>
    internal static EquivalentCommand Of(HttpActionInputs action, HttpSession session, HttpCall call, ActionContext context)
    {
        var options = session.Options;
        var plan = session.FirstPlan(call);
        using var message = RequestMessage.Given(plan, call, options);
        var url = plan.RequestUrl.GetLeftPart(UriPartial.Query);
        SecretNames.MaskFields(plan.RequestUrl.Query.TrimStart('?'), context);
        var line = new CurlLine();
        AddMethod(line, plan, url);
        if (options.FollowRedirects)
        {
            line.Add("-L");
            if (options.MaxRedirects != CurlRedirects) line.Add("--max-redirs", options.MaxRedirects.ToString(CultureInfo.InvariantCulture));
        }

        CurlConnection.Add(line, options, plan.Url, context);
        if (SizeLimit(action, options) is { } size) line.Add("--max-filesize", size.ToString(CultureInfo.InvariantCulture));
        if (plan.Credentials is { } credentials) CurlAuth.Add(line, credentials, plan.Body);
        CurlHeaders.Add(line, message, plan, action is not HttpDownload, context);
        if (RequestMessage.CookiesFor(message, plan, options) is { } cookies) line.Add("-b", CurlHeaders.Masked(cookies));
        if (plan.Body is { } body) CurlBody.Add(line, body, action is HttpBodyInputs { Base64: not null }, plan.Method.Method, url, context);
        AddReceiving(line, action, context);

        // curl would take these for several URLs.
        if (url.AsSpan().IndexOfAny("[]{}") >= 0 || (plan.Body?.File?.AsSpan().IndexOfAny("[]{}") ?? -1) >= 0) line.Add("-g");
        line.Add(url);
        return line.Finish();
    }

    /// <summary>Without -X where curl takes the method by itself: with it, it would stay so on redirects too.</summary>
    static void AddMethod(CurlLine line, RequestPlan plan, string url)
    {
        var method = plan.Method.Method;
        var own = plan.Body is not { } body ? "GET" : CurlBody.IsUpload(body, method, url) ? "PUT" : "POST";
        if (method == "HEAD" && plan.Body is null) line.Add("-I");
        else if (method != own) line.Add("-X", method);
        if (method == "HEAD" && plan.Body is not null) line.Note("curl waits for a body that no answer to HEAD has");
    }

    static long? SizeLimit(HttpActionInputs action, HttpSessionOptions options) => action switch
    {
        HttpDownload download => download.MaxSize,
        HttpEvents => null, // of each event
        _ => options.MaxBodySize == HttpSessionOptions.DefaultMaxBodySize ? null : options.MaxBodySize,
    };

    static void AddReceiving(CurlLine line, HttpActionInputs action, ActionContext context)
    {
        switch (action)
        {
            case HttpDownload download:
                var file = Path.GetFullPath(download.To, context.BaseDirectory);
                // An answer that is an error makes no file.
                line.Add("-f");
                if (Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder)) line.Add("--create-dirs");
                line.Add("-o", file);
                if (download.Resume) line.Add("-C", "-");
                break;
            case HttpEvents events:
                line.Add("-N");
                line.Add("--max-time", Seconds(events.Wait));
                break;
            case HttpPages:
                line.Note("the first page");
                break;
        }
    }

    internal static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
