using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Asks for one page after the other.</summary>
sealed class PageReader
{
    readonly HttpSession session;
    readonly HttpCall call;
    readonly PagingOptions options;
    readonly JsonPlace? items, cursor, nextUrl;

    internal PageReader(HttpSession session, HttpCall call, PagingOptions options)
    {
        (this.session, this.call, this.options) = (session, call, options);
        if ((options.Cursor is null ? 0 : 1) + (options.Page is null ? 0 : 1) + (options.NextUrl is null ? 0 : 1) > 1)
        {
            throw new ActionInputException(
                options.Page is null ? "next-url" : "page", "More than one of `cursor`, `page` and `next-url`: give one of them, or none to follow the Link header.");
        }
        if (options.MaxPages < 1) throw new ActionInputException("max-pages", $"`max-pages` is {options.MaxPages}: give 1 or more.");
        TimeLimit.Checked(options.Delay, "delay", orZero: true);
        if (options.Page is { Step: < 1 }) throw new ActionInputException("page.step", "`page.step` is less than 1: a count has to go on.");
        if (options.Page is { Size: < 1 }) throw new ActionInputException("page.size", "`page.size` is less than 1: give the number of items of a page.");
        if (options.Items is { } list) items = JsonPlace.Parse(list, "items");
        if (options.Cursor is { } by) cursor = JsonPlace.Parse(by.From, "cursor.from");
        if (options.NextUrl is { } place) nextUrl = JsonPlace.Parse(place, "next-url");
    }

    internal async IAsyncEnumerable<HttpPage> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = options.Page?.Start ?? 0L;
        var first = FirstUrl(number);
        for (var (next, pages) = (first, 1); ; pages++)
        {
            if (!seen.Add(next.AbsoluteUri)) throw Circle(next);
            var foreign = !IsSameOrigin(first, next);
            var response = await session.SendAsync(
                call with { Url = next.AbsoluteUri, Query = null, Foreign = foreign, Auth = foreign ? null : call.Auth }, cancel).ConfigureAwait(false);
            if (response.Status is < 200 or >= 300)
            {
                yield return new([], false, response);
                yield break;
            }

            var list = ItemsOf(response);
            number += options.Page?.Step ?? 0;
            var following = NextUrl(response, list, first, number);
            yield return new(list, following is not null, response);
            if (following is null || pages == options.MaxPages) yield break;
            next = following;
            if (options.Delay > TimeSpan.Zero) await Task.Delay(options.Delay, options.Time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The call for the first page.</summary>
    internal HttpCall FirstCall() => call with { Url = FirstUrl(options.Page?.Start ?? 0L).AbsoluteUri, Query = null };

    Uri FirstUrl(long number)
    {
        var url = BaseUrl.Resolve(call.Url, session.Options.BaseUrl);
        if (call.Query is { Count: > 0 } query) url = UrlEncoding.Append(url, query);
        if (options.Page is not { } page) return url;
        if (page.Size is { } size) url = QueryParameter.Set(url, page.SizeParameter, size.ToString(CultureInfo.InvariantCulture));
        return QueryParameter.Set(url, page.Parameter, number.ToString(CultureInfo.InvariantCulture));
    }

    Uri? NextUrl(HttpResponse response, IReadOnlyList<JsonElement> list, Uri first, long number)
    {
        if (options.Page is { } page)
            return list.Count == 0 ? null : QueryParameter.Set(first, page.Parameter, number.ToString(CultureInfo.InvariantCulture));
        if (cursor is not null)
            return Text(cursor, options.Cursor!.From, response) is { } value ? QueryParameter.Set(first, options.Cursor!.Parameter, value) : null;
        var link = nextUrl is not null
            ? Text(nextUrl, options.NextUrl!, response)
            : response.Headers.TryGetValue("Link", out var links) ? LinkHeader.Find(links, "next") : null;
        return link is null ? null : Follow(response, link, first);
    }

    /// <summary>What asks for the next page; null when there is none. Something else at the place is no end: pages would be missing, and nobody told.</summary>
    static string? Text(JsonPlace place, string written, HttpResponse response)
    {
        if (response.Size == 0) return null;
        var found = place.Find(response.Json);
        if (found?.ValueKind is null or JsonValueKind.Null or JsonValueKind.False or JsonValueKind.String or JsonValueKind.Number) return place.Text(response.Json);
        throw new ProtocolException(response.Url, $"The page {response.Url} has {ShownValue.Of(found.Value)} at {Words.Quote(written)}, which asks for no next page.")
        {
            Status = response.Status,
            Help = "The place must have text or a number; null, false, empty text, or nothing at all says that there is no more.",
        };
    }

    static Uri Follow(HttpResponse response, string link, Uri first)
    {
        if (!Uri.TryCreate(new Uri(response.Url), link, out var next) || (next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps) || next.Host.Length == 0)
            throw new HttpException(response.Url, $"The next page of {response.Url} is {Words.Quote(link)}, which is not an http or https URL.") { Status = response.Status };
        next = RedirectRules.WithoutUserInfo(next);
        if (first.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
        {
            throw new HttpException(response.Url, $"The next page of {response.Url} is {next.AbsoluteUri}, which would send the rest unencrypted.")
            {
                Status = response.Status,
                Help = "Often a server behind a proxy that does TLS for it: it does not know its own URL.",
            };
        }
        // The user of the URL that was given is the user of all of its pages.
        return first.UserInfo.Length > 0 && IsSameOrigin(first, next) ? QueryParameter.WithUser(next, first.UserInfo) : next;
    }

    IReadOnlyList<JsonElement> ItemsOf(HttpResponse response)
    {
        if (response.Size == 0 && response.Status == 204) return [];
        var body = response.Json;
        var list = items is null ? body : items.Find(body);
        if (list is { ValueKind: JsonValueKind.Array } found) return [.. found.EnumerateArray()];
        if (list is { ValueKind: JsonValueKind.Null }) return [];
        var what = list?.ValueKind switch { null => "nothing", JsonValueKind.Object => "an object", _ => "no list" };
        var fields = body.ValueKind == JsonValueKind.Object ? $"; its fields are {string.Join(", ", body.EnumerateObject().Take(10).Select(field => field.Name))}" : "";
        throw new ProtocolException(
            response.Url,
            items is null
                ? $"The page {response.Url} is {(body.ValueKind == JsonValueKind.Object ? "an object" : "no list")}, and not a list{fields}."
                : $"The page {response.Url} has {what} where `items` says that the list is, at {Words.Quote(options.Items!)}{fields}.")
        {
            Status = response.Status,
            Help = items is null ? "Say in `items` where the list is, such as data.items." : null,
        };
    }

    static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    static HttpException Circle(Uri next)
    {
        var shown = RedirectRules.WithoutUserInfo(next).AbsoluteUri;
        return new(shown, $"The pages go in a circle: {shown} comes a second time.");
    }
}
