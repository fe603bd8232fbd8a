// Reads a list that an API gives in pages, and writes its items to a file, one JSON value a line, as they come:
// however long the list is, memory holds one page. It follows Link headers, or a cursor in each body.
//
//   runner run pages-to-jsonl.csx --input url=https://api.example.com/users --input items=data --input cursor=meta.next
//
//   url         the first page
//   items       where the list is in each body, such as data.items; without it the body is the list
//   cursor      where each body has the cursor of the next page; without it Link headers are followed
//   parameter   the query parameter that the cursor goes to                     (cursor)
//   max-pages   how many pages to read at most                                  (1000)
//   to          the file, relative to this script                               (items.jsonl)

var url = Inputs["url"];
var file = FullPath(Inputs.Get("to", "items.jsonl"));
var paging = new PagingOptions
{
    Items = Inputs.Get<string?>("items", null),
    Cursor = Inputs.Has("cursor") ? new() { From = Inputs["cursor"], Parameter = Inputs.Get("parameter", "cursor") } : null,
    MaxPages = Inputs.Get("max-pages", 1000),
};

var read = await Step("read all pages", async () =>
{
    await using var http = new HttpSession();
    await using var lines = new StreamWriter(file);
    var (items, pages) = (0, 0);
    await foreach (var page in http.PagesAsync(new() { Url = url }, paging, Cancel))
    {
        Expect(() => page.Response.Status < 300);
        foreach (var item in page.Items) await lines.WriteLineAsync(JsonSerializer.Serialize(item));
        items += page.Items.Count;
        Progress($"{items} items of {++pages} pages");
    }
    return new { Items = items, Pages = pages };
});

Log($"{read.Items} items of {read.Pages} pages are in {file}");
Output("items", read.Items);
