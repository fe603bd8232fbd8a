using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Reads a list that comes in pages, as one step. It follows the Link header with <c>rel="next"</c> (RFC 8288), or goes on as
/// <c>cursor</c>, <c>page</c> or <c>next-url</c> say. Credentials go only to the origin of <c>url</c>.
/// </summary>
[Action("http.pages", Idempotent = true, DefaultExpect = "result.status < 400")]
public sealed record HttpPages : HttpActionInputs, IAction<HttpPagesRead>
{
    /// <summary>All pages together may have as many bytes as this many largest bodies.</summary>
    const int LargestBodies = 10;

    /// <summary>
    /// Where the list is in each body: fields with dots (<c>data.items</c>) or a JSON Pointer (<c>/data/items</c>); without it the
    /// body itself is the list.
    /// </summary>
    public string? Items { get; init; }

    /// <summary>Goes on by a cursor that each body has, such as <c>{ from: meta.next, parameter: cursor }</c>.</summary>
    public CursorPaging? Cursor { get; init; }

    /// <summary>Goes on by counting, such as <c>{ parameter: page, start: 1, size: 100 }</c>, until a page is empty.</summary>
    public NumberPaging? Page { get; init; }

    /// <summary>Where each body has the URL of the next page, such as <c>links.next</c>.</summary>
    public string? NextUrl { get; init; }

    /// <summary>How many pages to ask for at most. When there are more, <c>result.complete</c> is false.</summary>
    [Range(1, int.MaxValue)]
    public int MaxPages { get; init; } = 100;

    /// <summary>How many items to read at most. When there are more, <c>result.complete</c> is false.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxItems { get; init; }

    /// <summary>How long to wait before each page but the first.</summary>
    public TimeSpan Delay { get; init; }

    /// <inheritdoc/>
    public async ValueTask<HttpPagesRead> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (MaxItems < 1) throw new ActionInputException("max-items", $"`max-items` is {MaxItems}: give 1 or more.");
        var session = Session(context);
        var limit = session.Options.MaxBodySize;
        var pages = session.PagesAsync(Call(context, "GET", null), Paging(context), cancel);
        var items = new List<JsonElement>();
        var visited = new List<PageVisited>();
        var (size, complete) = (0L, false);
        HttpResponse? last = null;
        var warned = false;
        await foreach (var page in pages.ConfigureAwait(false))
        {
            last = page.Response;
            warned = warned || WarnOfCoding(context, last);
            visited.Add(new(last.Url, last.Status, page.Items.Count));
            size += last.Size;
            if (size / LargestBodies > limit)
            {
                throw new ProtocolException(last.Url, $"The pages of {visited[0].Url} came to more than {Words.Bytes(limit * LargestBodies)} together.")
                {
                    Help = $"Set max-items or max-pages, or raise max-body-size (now {limit}): ten times that is the limit for all pages.",
                };
            }
            var room = MaxItems - items.Count ?? int.MaxValue;
            items.AddRange(page.Items.Take(room));
            context.Progress($"{items.Count} items of {visited.Count} pages");
            complete = !page.HasMore && last.Status < 300 && page.Items.Count <= room;
            if (items.Count == MaxItems) break;
        }
        return new() { Items = items, Pages = visited, Complete = complete, Status = last!.Status, RetryAfter = last.RetryAfter };
    }

    private protected override HttpCall FirstCall(ActionContext context, HttpSession session) => new PageReader(session, Call(context, "GET", null), Paging(context)).FirstCall();

    PagingOptions Paging(ActionContext context) =>
        new() { Items = Items, Cursor = Cursor, Page = Page, NextUrl = NextUrl, MaxPages = MaxPages, Delay = Delay, Time = context.Time };
}
