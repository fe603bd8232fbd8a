using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The curl command that makes the same request as an action.</summary>
static class CurlCommand
{
    // One argument cannot be longer than 128 KiB on Linux.
    const int LongestArgument = 64 * 1024;

    /// <summary>The command.</summary>
    /// <param name="action">The action.</param>
    /// <param name="context">Masks what is secret in the command though no input says so.</param>
    public static EquivalentCommand Of(HttpActionInputs action, ActionContext context)
    {
        var body = CurlBody.Of(action);
        var arguments = new List<string> { "curl" };
        AddMethod(arguments, MethodOf(action), body is not null);
        if (action.FollowRedirects ?? true)
        {
            arguments.Add("-L");
            if (action.MaxRedirects is not 50) Add(arguments, "--max-redirs", (action.MaxRedirects ?? 10).ToString(CultureInfo.InvariantCulture));
        }

        CurlConnection.Add(arguments, action, context);
        var url = CurlUrl.Of(action, context, out var user);
        AddAuth(arguments, action.Auth, user);
        AddHeaders(arguments, action, body, context);
        string? input = null;
        if (body is { Text: var text })
        {
            var isArgument = text.Length <= LongestArgument && text.EnumerateRunes().All(IsShown);
            if (!isArgument) input = text;
            Add(arguments, isArgument ? "--data-raw" : "--data-binary", isArgument ? text : "@-");
        }

        // curl would take these for several URLs.
        if (url.AsSpan().IndexOfAny("[]{}") >= 0) arguments.Add("-g");
        arguments.Add(url);
        return new(arguments) { Input = input };
    }

    static string MethodOf(HttpActionInputs action) => action switch
    {
        HttpGet => "GET",
        HttpHead => "HEAD",
        HttpPost => "POST",
        HttpPut => "PUT",
        HttpPatch => "PATCH",
        HttpDelete => "DELETE",
        HttpRequest request => HttpRequest.Spelled(request.Method),
        _ => "GET",
    };

    /// <summary>Without -X where curl takes the method by itself: with it, it would stay so on redirects too.</summary>
    static void AddMethod(List<string> arguments, string method, bool hasBody)
    {
        if (method == "HEAD") arguments.Add("-I");
        else if (method != (hasBody ? "POST" : "GET")) Add(arguments, "-X", method);
    }

    static void AddAuth(List<string> arguments, HttpAuth? auth, string? user)
    {
        if (auth is { Basic: { } basic }) Add(arguments, "-u", $"{basic.Username}:{basic.Password}");
        else if (auth is { Bearer: { } token }) Add(arguments, "-H", $"Authorization: Bearer {token}");
        else if (auth is { ApiKey: { In: ApiKeyPlace.Header } key }) Add(arguments, "-H", $"{key.Name}: {key.Value}");
        else if (user is not null) Add(arguments, "-u", user);
    }

    static void AddHeaders(List<string> arguments, HttpActionInputs action, CurlBody? body, ActionContext context)
    {
        var hasEncoding = false;
        var hasType = false;
        // As the request itself: what `auth` sends comes before a header of the same name.
        var byAuth = action.Auth is null ? null : action.Auth.ApiKey is { } key ? key.In == ApiKeyPlace.Header ? key.Name : null : "Authorization";
        foreach (var (name, value) in action.Headers ?? new Dictionary<string, string>())
        {
            if (name.Equals(byAuth, StringComparison.OrdinalIgnoreCase)) continue;
            hasEncoding |= name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase);
            hasType |= name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
            MaskCredentials(name, value, context);
            // A header without a value ends with a semicolon; with a colon curl would send none.
            Add(arguments, "-H", value.Trim().Length == 0 ? $"{name};" : $"{name}: {value}");
        }

        if (body is { ContentType: var type } && !hasType && type != CurlBody.OwnType) Add(arguments, "-H", $"Content-Type: {type}");
        if (!hasEncoding) arguments.Add("--compressed");
    }

    /// <summary>A log never showed these headers before; it does not show what is secret in them now.</summary>
    static void MaskCredentials(string name, string value, ActionContext context)
    {
        if (!name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase) && !name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)) return;
        var scheme = name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? -1 : value.IndexOf(' ', StringComparison.Ordinal);
        if (value[(scheme + 1)..].Trim() is { Length: > 0 } secret) context.Mask(secret);
    }

    internal static void Add(List<string> arguments, string option, string value)
    {
        arguments.Add(option);
        arguments.Add(value);
    }

    static bool IsShown(Rune rune) => rune.Value is >= ' ' and <= '~'
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

/// <summary>What the command sends.</summary>
sealed record CurlBody(string Text, string ContentType)
{
    /// <summary>The type that curl itself gives to data.</summary>
    public const string OwnType = "application/x-www-form-urlencoded";

    public static CurlBody? Of(HttpActionInputs action) => action switch
    {
        HttpBodyInputs { Json: { } json } => new(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(json)), "application/json"),
        HttpBodyInputs { Form: { } form } => new(UrlEncoding.Form(FieldValues.Flatten(form, "form")), OwnType),
        HttpBodyInputs { Body: { } text } => new(text, "text/plain; charset=utf-8"),
        _ => null,
    };
}
