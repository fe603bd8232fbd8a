// Writes prices from a WebSocket feed to a CSV file, until there are enough of them or the time is up.
// The feed's messages are JSON, such as {"symbol": "EURUSD", "price": 1.0842}; others are passed over.
//
//   runner run price-feed.csx --input url=wss://feed.example.com/prices --input symbols=EURUSD,GBPUSD --input count=1000
//
//   url       the feed
//   symbols   what to subscribe to, with commas between; without it nothing is asked for
//   count     how many prices to write                                          (100)
//   within    how long it may take, such as 90s or 1h                           (1m)
//   to        the file, relative to this script                                 (prices.csv)

using System.Globalization;

var file = FullPath(Inputs.Get("to", "prices.csv"));
var count = Inputs.Get("count", 100);
var options = new ScriptStepOptions { Timeout = Inputs.Get("within", TimeSpan.FromMinutes(1)) };

var written = await Step($"write {count} prices", async cancel =>
{
    await using var feed = await WebSocketClient.ConnectAsync(Inputs["url"], cancel: cancel);
    if (Inputs.Has("symbols"))
        await feed.SendJsonAsync(Json(new { type = "subscribe", symbols = Inputs["symbols"].Split(',') }), cancel);

    await using var csv = new StreamWriter(file);
    await csv.WriteLineAsync("time,symbol,price");
    var prices = 0;
    await foreach (var message in feed.ReceiveAllAsync(cancel))
    {
        if (!message.Json.TryGetProperty("price", out var price)) continue;
        var symbol = message.Json.GetProperty("symbol").GetString();
        await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{message.Time:O},{symbol},{price.GetDecimal()}"));
        Progress($"{++prices} prices", (double)prices / count);
        if (prices == count) break;
    }
    return prices;
}, options);

Log($"{written} prices are in {file}");
Output("prices", written);
