using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The URL of a curl command: with its query, without its user.</summary>
static class CurlUrl
{
    /// <summary>The URL as it is asked for; as it is written when it is none.</summary>
    /// <param name="action">The action.</param>
    /// <param name="context">Masks the password that the URL has.</param>
    /// <param name="user">The user and password of the URL; null for none.</param>
    public static string Of(HttpActionInputs action, ActionContext context, out string? user)
    {
        user = null;
        if (!Uri.TryCreate(action.Url, UriKind.Absolute, out var url)) return action.Url;
        if (url.UserInfo is { Length: > 0 } info)
        {
            var parts = info.Split(':', 2);
            var password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
            if (password.Length > 0) context.Mask(password);
            user = $"{Uri.UnescapeDataString(parts[0])}:{password}";
            url = RedirectRules.WithoutUserInfo(url);
        }

        if (action.Query is { } query) url = UrlEncoding.Append(url, FieldValues.Flatten(query, "query"));
        if (action.Auth?.ApiKey is { In: ApiKeyPlace.Query } key) url = UrlEncoding.Append(url, [new(key.Name, key.Value)]);
        return url.GetLeftPart(UriPartial.Query);
    }
}
