using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.Http;

/// <summary>How a list comes in pages. Without cursor, page and next-url the pages are followed by their Link headers.</summary>
public sealed record PagingOptions
{
    /// <summary>
    /// Where the list is in each body: fields with dots (<c>data.items</c>) or a JSON Pointer (<c>/data/items</c>); null when the
    /// body itself is the list.
    /// </summary>
    public string? Items { get; init; }

    /// <summary>Goes on by a cursor that each body has.</summary>
    public CursorPaging? Cursor { get; init; }

    /// <summary>Goes on by counting.</summary>
    public NumberPaging? Page { get; init; }

    /// <summary>Where each body has the URL of the next page, such as <c>links.next</c>.</summary>
    public string? NextUrl { get; init; }

    /// <summary>How many pages to ask for at most.</summary>
    public int MaxPages { get; init; } = 100;

    /// <summary>How long to wait before each page but the first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The clock for the delay.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Pages by a cursor: each body has the value that asks for the next one. Without a value there is no more.</summary>
public sealed record CursorPaging
{
    /// <summary>Where the cursor is in the body, such as <c>meta.next_cursor</c> or <c>/meta/next_cursor</c>.</summary>
    public required string From { get; init; }

    /// <summary>The query parameter that it goes to.</summary>
    public string Parameter { get; init; } = "cursor";
}

/// <summary>Pages by number: they are counted until one is empty.</summary>
public sealed record NumberPaging
{
    /// <summary>The query parameter for the number.</summary>
    public string Parameter { get; init; } = "page";

    /// <summary>The first page's number.</summary>
    public int Start { get; init; } = 1;

    /// <summary>How much the number grows from page to page: 1, or the page's size for APIs that count items (<c>offset</c>).</summary>
    [Range(1, int.MaxValue)]
    public int Step { get; init; } = 1;

    /// <summary>How many items to ask for in a page; without it the server decides.</summary>
    [Range(1, int.MaxValue)]
    public int? Size { get; init; }

    /// <summary>The query parameter for the size.</summary>
    public string SizeParameter { get; init; } = "per_page";
}
